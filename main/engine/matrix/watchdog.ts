import type { Clock } from '../base/clock.ts'
import { HomeserverError } from './errors.ts'
import type { Patience } from './homeserver.ts'

/** Ends a request that takes too long, falls silent, or is no longer wanted: its `signal` is what the request listens to. */
export class Watchdog {
  readonly #clock: Clock
  readonly #patience: Patience
  readonly #request = new AbortController()
  readonly #watch = new AbortController()
  readonly #callers: AbortSignal | undefined
  readonly #started: number
  #lastSign: number

  constructor(clock: Clock, patience: Patience, callers?: AbortSignal) {
    this.#clock = clock
    this.#patience = patience
    this.#callers = callers
    this.#started = clock.uptime()
    this.#lastSign = this.#started
    if (callers?.aborted) this.#onCallersAbort()
    else callers?.addEventListener('abort', this.#onCallersAbort, { once: true })
    void this.#run()
  }

  /** Its reason is always a `HomeserverError`: `timeout` or `aborted`. */
  get signal(): AbortSignal {
    return this.#request.signal
  }

  /** The other side gave a sign of life. */
  touch(): void {
    this.#lastSign = this.#clock.uptime()
  }

  /** The request ended, well or not: nothing is watched any more. */
  stop(): void {
    this.#callers?.removeEventListener('abort', this.#onCallersAbort)
    this.#watch.abort()
  }

  /** Ends the request from our side, for a reader that has had enough. */
  abort(): void {
    this.#request.abort(new HomeserverError('aborted'))
    this.stop()
  }

  readonly #onCallersAbort = (): void => {
    this.#request.abort(new HomeserverError('aborted', { cause: this.#callers?.reason }))
    this.stop()
  }

  // One loop that looks when the time may be up, instead of a timer set anew with each piece of a large body.
  async #run(): Promise<void> {
    const end = this.#started + (this.#patience.totalMs ?? Infinity)
    try {
      for (;;) {
        const left = Math.min(end, this.#lastSign + this.#patience.idleMs) - this.#clock.uptime()
        if (left <= 0) break
        await this.#clock.sleep(left, this.#watch.signal)
      }
    } catch {
      // Only `stop` wakes the sleep early.
      return
    }
    if (this.#watch.signal.aborted) return
    this.#request.abort(new HomeserverError('timeout'))
    this.stop()
  }
}
