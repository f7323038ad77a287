import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Store } from '../store/store.ts'

/** How long news may be held before they are committed, and how many events: so much comes again from the server after a crash. */
const longestMs = 5 * 60_000
const mostEvents = 5_000

/**
 * When the news of ordinary rounds are committed. One event changes a dozen pages of the database and many events change hardly more, so those
 * of some minutes are committed together: with each by itself, steady traffic wrote two hundred times its own size to the disk.
 */
export class HeldNews {
  readonly #store: Store
  readonly #clock: Clock
  readonly #log: Log
  #events = 0
  #waiting: AbortController | null = null

  constructor({ store, clock, log }: { readonly store: Store; readonly clock: Clock; readonly log: Log }) {
    this.#store = store
    this.#clock = clock
    this.#log = log
  }

  /** A round was written, held or not. Throws `StoreError` when it is time to commit, and that fails. */
  took(events: number): void {
    if (!this.#store.isHolding) return this.#forget()
    this.#events += events
    if (this.#events >= mostEvents) this.#release()
    else if (this.#waiting === null) this.#wait()
  }

  /** Commits what is held. Never throws: what cannot be committed comes again, as the position goes back with it. */
  end(): void {
    try {
      this.#release()
    } catch (error) {
      this.#log.warn('News could not be committed', { error })
    }
  }

  #wait(): void {
    const waiting = this.#waiting = new AbortController()
    this.#clock.sleep(longestMs, waiting.signal).then(() => this.end(), () => undefined)
  }

  #release(): void {
    this.#forget()
    this.#store.release()
  }

  #forget(): void {
    this.#events = 0
    this.#waiting?.abort()
    this.#waiting = null
  }
}
