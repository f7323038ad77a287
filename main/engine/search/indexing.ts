import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Log } from '../base/log.ts'
import { putOlder, readOlder, readProgress } from '../store/tables/search-index.ts'
import type { Store } from '../store/store.ts'
import { indexEvents } from './index-events.ts'

export type IndexingOptions = { readonly store: Store; readonly clock: Clock; readonly log: Log }

/** Events of one slice: a few milliseconds' work. */
const slice = 100
/** Work is a fifth of the time at most; after others have written it waits a while. */
const restShare = 4
const leastRestMs = 10
const busyRestMs = 250
const retryMs = 60_000
const announceMs = 500

/**
 * Takes what was stored before there was an index into it, in slices, the last stored first. A slice is one transaction with its place in the
 * whole, so that it goes on where it was when the program ended. Once all is in there is nothing left to do, ever.
 */
export class Indexing implements Disposable {
  readonly #options: IndexingOptions
  readonly #ending = new AbortController()
  readonly #off: () => void
  #running: Promise<void> | undefined
  #othersWroteAt = -Infinity
  #announcedAt = -Infinity
  #isOwn = false

  constructor(options: IndexingOptions) {
    this.#options = options
    this.#off = options.store.onChange(() => {
      if (!this.#isOwn) this.#othersWroteAt = options.clock.uptime()
    })
  }

  /** Goes on in the background. */
  start(): void {
    if (this.#ending.signal.aborted) return
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  /** Goes on for so long at once, where nothing does so in the background: for a program that will not stay. */
  async advance(ms: number): Promise<void> {
    const { clock } = this.#options
    const until = clock.uptime() + ms
    while (this.#running === undefined && !this.#isDone && !this.#ending.signal.aborted && clock.uptime() < until) {
      this.#takeSlice()
      await nextTurn()
    }
  }

  async dispose(): Promise<void> {
    this.#off()
    this.#ending.abort()
    await this.#running
  }

  get #isDone(): boolean {
    return this.#options.store.read(readProgress).older === 0
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#options
    const { signal } = this.#ending
    const rest = (ms: number): Promise<void> => clock.sleep(ms, signal).catch(() => undefined)
    while (!signal.aborted) {
      const isBusy = clock.uptime() - this.#othersWroteAt < busyRestMs
      if (isBusy) {
        await rest(busyRestMs)
        continue
      }
      try {
        const began = performance.now()
        if (this.#isDone || this.#takeSlice()) return
        await rest(Math.max(leastRestMs, (performance.now() - began) * restShare))
      } catch (error) {
        // A full disk, mostly; a damaged store is told of by whoever reads it. What is in is in; the rest is tried again.
        log.warn('Stored messages could not be indexed', { error })
        await rest(retryMs)
      }
    }
  }

  /** True when nothing is left. */
  #takeSlice(): boolean {
    const { store, clock } = this.#options
    const isToldNow = clock.uptime() - this.#announcedAt >= announceMs
    this.#isOwn = true
    try {
      return store.write((writer) => {
        const { older } = readProgress(writer)
        const events = readOlder(writer, older, slice)
        indexEvents(writer, events)
        const left = events.length < slice ? 0 : (events.at(-1) ?? 1) - 1
        putOlder(writer, left)
        writer.changes.account = left === 0 || isToldNow
        return left === 0
      })
    } finally {
      this.#isOwn = false
      if (isToldNow) this.#announcedAt = clock.uptime()
    }
  }
}
