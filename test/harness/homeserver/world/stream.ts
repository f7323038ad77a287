/** Something that happened while the homeserver ran. `at`: its place among all of them, from 1. */
export type StreamEntry =
  | { readonly is: 'event'; readonly room: number; readonly index: number }
  | { readonly is: 'receipt'; readonly room: number; readonly userId: string; readonly index: number; readonly kind: string }
  | { readonly is: 'typing'; readonly room: number }
  | { readonly is: 'room-data'; readonly room: number; readonly type: string }
  | { readonly is: 'data'; readonly type: string }
  /** A device was let into rooms, or got a message. */
  | { readonly is: 'device' }

/** Everything that happened, in order, and those who wait for more. */
export class Stream {
  readonly #entries: StreamEntry[] = []
  readonly #watchers = new Set<() => void>()
  #isTelling = false

  get now(): number {
    return this.#entries.length
  }

  add(entry: StreamEntry): number {
    this.#entries.push(entry)
    this.#tell()
    return this.now
  }

  /** What came after `at`, up to and with `now`. */
  since(at: number, now = this.now): readonly StreamEntry[] {
    return at >= now ? [] : this.#entries.slice(at, now)
  }

  /** Resolves when something has happened after `at`, or the signal is aborted. */
  news(at: number, signal: AbortSignal): Promise<void> {
    if (this.now > at || signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const end = (): void => {
        this.#watchers.delete(end)
        signal.removeEventListener('abort', end)
        resolve()
      }
      this.#watchers.add(end)
      signal.addEventListener('abort', end, { once: true })
    })
  }

  // In a turn of its own, so that what happens together is told together.
  #tell(): void {
    if (this.#isTelling || this.#watchers.size === 0) return
    this.#isTelling = true
    setImmediate(() => {
      this.#isTelling = false
      for (const watcher of [...this.#watchers]) watcher()
    })
  }
}
