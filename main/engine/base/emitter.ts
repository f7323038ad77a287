import type { Log } from './log.ts'

/** One kind of news and those who want it. Listeners are called in the order they came, at once, on the emitter's stack. */
export class Emitter<T> {
  // A wrapper for each call of `on`: the same function registered twice is two listeners.
  readonly #listeners = new Set<{ readonly listener: (value: T) => void }>()
  readonly #log: Log

  constructor(log: Log) {
    this.#log = log
  }

  /** Calls `listener` with every value from now on, until the function returned is called. */
  on(listener: (value: T) => void): () => void {
    const entry = { listener }
    this.#listeners.add(entry)
    return () => {
      this.#listeners.delete(entry)
    }
  }

  /** A listener that throws is logged and does not keep the others from hearing; the emitter never learns of it. */
  emit(value: T): void {
    // Over a copy, so that a listener added meanwhile waits for the next value; one removed meanwhile hears no more.
    for (const entry of [...this.#listeners]) {
      if (!this.#listeners.has(entry)) continue
      try {
        entry.listener(value)
      } catch (error) {
        this.#log.error('A listener failed', { error })
      }
    }
  }

  /** How many listeners there are: work that nobody watches need not be done. */
  get size(): number {
    return this.#listeners.size
  }
}
