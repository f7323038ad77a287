/**
 * One piece of work for all who ask for the same thing at the same time. Each may stop waiting by its own signal; the work itself is
 * aborted when nobody waits any more.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, { readonly work: Promise<T>; readonly abort: AbortController; waiting: number }>()
  // Also what nobody waits for any more, until it has really ended.
  readonly #works = new Set<Promise<unknown>>()

  /** Breaks everything off, and resolves when nothing is under way. */
  async end(): Promise<void> {
    for (const { abort } of this.#flights.values()) abort.abort()
    await Promise.all(this.#works)
  }

  /** How many pieces of work are under way. */
  get size(): number {
    return this.#flights.size
  }

  async run(key: string, start: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    const flight = this.#flights.get(key) ?? this.#begin(key, start)
    flight.waiting += 1
    const left = Promise.withResolvers<never>()
    const onAbort = (): void => left.reject(signal?.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      return await Promise.race([flight.work, left.promise])
    } finally {
      signal?.removeEventListener('abort', onAbort)
      flight.waiting -= 1
      if (flight.waiting === 0) {
        flight.abort.abort(signal?.reason)
        // Whoever asks now begins anew.
        if (this.#flights.get(key) === flight) this.#flights.delete(key)
      }
    }
  }

  #begin(key: string, start: (signal: AbortSignal) => Promise<T>) {
    const abort = new AbortController()
    const work = start(abort.signal)
    // Those who wait hear of a failure; when they have all left, nobody has to.
    const ended = work.then(() => undefined, () => undefined).finally(() => this.#works.delete(ended))
    this.#works.add(ended)
    const flight = { work, abort, waiting: 0 }
    this.#flights.set(key, flight)
    return flight
  }
}
