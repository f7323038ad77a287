import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Connectivity } from '../matrix/connectivity.ts'
import { HomeserverError } from '../matrix/errors.ts'
import { pauseFor } from '../matrix/retry.ts'

export type ErrandOptions = {
  /** For the log. */
  readonly name: string
  /** Rejects when it has to be tried again; `HomeserverError`s that nobody can mend but a person end it until the next `wake`. */
  readonly job: (signal: AbortSignal) => Promise<void>
  readonly connectivity: Connectivity
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
}

const backoff = { baseMs: 2_000, capMs: 5 * 60_000 }

/** One piece of network work in the background: done when it is wanted, once at a time, and again with pauses until it is through. */
export class Errand {
  readonly #options: ErrandOptions
  readonly #end = new AbortController()
  #running: Promise<void> | undefined
  #isWanted = false
  #pause = new AbortController()

  constructor(options: ErrandOptions) {
    this.#options = options
  }

  /** It has to be done, or done once more when it is under way; a pause after a failure ends. */
  wake(): void {
    if (this.#end.signal.aborted) return
    this.#isWanted = true
    this.#pause.abort()
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
      if (this.#isWanted) this.wake()
    })
  }

  async stop(): Promise<void> {
    this.#end.abort()
    this.#pause.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { name, job, connectivity, clock, random, log } = this.#options
    const end = this.#end.signal
    for (let attempt = 0; this.#isWanted && !end.aborted;) {
      this.#isWanted = false
      try {
        await connectivity.untilOnline(end)
        await job(end)
        attempt = 0
      } catch (error) {
        if (end.aborted) return
        log.warn('Work with keys failed', { name, error })
        if (!isPassing(error)) continue
        this.#isWanted = true
        this.#pause = new AbortController()
        const delay = pauseFor(error, attempt, { ...backoff, random })
        attempt += 1
        await clock.sleep(delay, AbortSignal.any([end, this.#pause.signal])).catch(() => undefined)
      }
    }
  }
}

/** What is wrong with the network or the server passes; what they refuse does not, and no bug of ours. */
const isPassing = (error: unknown): boolean => error instanceof HomeserverError && error.isRetryable
