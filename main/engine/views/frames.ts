import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Log } from '../base/log.ts'

const frameMs = 16

/**
 * Lets work happen at most once a frame: what is asked for at once when nothing ran for a frame, together at the next one otherwise. A
 * hundred transactions in a row thus cost a view one reading.
 */
export class Frames {
  readonly #clock: Clock
  readonly #log: Log
  readonly #stopped = new AbortController()
  readonly #jobs = new Set<() => void>()
  readonly #looked: Emitter<undefined>
  #isScheduled = false
  #last = -Infinity

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock
    this.#log = log
    this.#looked = new Emitter(log)
  }

  /** Calls `listener` after each first look. Returns the function that ends it. */
  onLook(listener: () => void): () => void {
    return this.#looked.on(listener)
  }

  /** Runs `job` in the next frame, once however often it was asked for. Never before this returns. */
  request(job: () => void): void {
    if (this.#stopped.signal.aborted) return
    this.#jobs.add(job)
    if (this.#isScheduled) return
    this.#isScheduled = true
    void this.#wait()
  }

  /**
   * Runs `job` once as soon as this has returned, whatever ran lately: for the first look of somebody who waits in front of an empty
   * place.
   */
  soon(job: () => void): void {
    if (this.#stopped.signal.aborted) return
    this.#jobs.add(job)
    const run = () => {
      this.#last = this.#clock.uptime()
      this.#runOne(job)
      this.#looked.emit(undefined)
    }
    this.#clock.sleep(0, this.#stopped.signal).then(run, () => undefined)
  }

  /** Forgets a job that has not run. */
  cancel(job: () => void): void {
    this.#jobs.delete(job)
  }

  /** Runs nothing any more. */
  dispose(): void {
    this.#stopped.abort()
    this.#jobs.clear()
  }

  async #wait(): Promise<void> {
    try {
      await this.#clock.sleep(Math.max(0, this.#last + frameMs - this.#clock.uptime()), this.#stopped.signal)
    } catch {
      return // disposed
    }
    this.#run()
  }

  #run(): void {
    this.#isScheduled = false
    this.#last = this.#clock.uptime()
    for (const job of [...this.#jobs]) this.#runOne(job)
  }

  #runOne(job: () => void): void {
    if (!this.#jobs.delete(job)) return
    try {
      job()
    } catch (error) {
      this.#log.error('The work of a frame failed', { error })
    }
  }
}
