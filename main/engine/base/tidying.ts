import { getHeapStatistics } from 'node:v8'
import type { Clock } from './clock.ts'

/** V8's heap, in bytes: what it takes from the system, and what of that is in use, garbage included. */
export type Heap = { readonly size: number; readonly used: number }

export type TidyingOptions = {
  readonly clock: Clock
  /** Collects garbage. Undefined where the program was started without it: then V8 does so when it likes. */
  readonly collect?: (() => void) | undefined
  readonly heap?: () => Heap
}

/** So much more than what was in use after the last time is worth the pause of a collection, some hundred milliseconds. */
const worthBytes = 16 * 1024 * 1024
const quietMs = 2_000

function readHeap(): Heap {
  const { total_heap_size: size, used_heap_size: used } = getHeapStatistics()
  return { size, used }
}

const exposed = globalThis.gc === undefined ? undefined : () => void globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })

/**
 * Gives memory back once a busy time is over. V8 lets its heap grow while much is taken in, and may keep the garbage for as long as nothing
 * happens afterwards: an engine would lie there at the height of its first sync.
 */
export class Tidying {
  readonly #clock: Clock
  readonly #collect: (() => void) | undefined
  readonly #heap: () => Heap
  #left = 0
  #waiting: AbortController | null = null

  constructor({ clock, collect = exposed, heap = readHeap }: TidyingOptions) {
    this.#clock = clock
    this.#collect = collect
    this.#heap = heap
    this.#left = heap().used
  }

  /** Something was done. Tidies up when nothing more is for a while, if there is much to tidy. */
  worked(): void {
    this.dispose()
    if (this.#collect === undefined || this.#heap().size < this.#left + worthBytes) return
    const waiting = this.#waiting = new AbortController()
    this.#clock.sleep(quietMs, waiting.signal).then(() => this.#tidy(), () => undefined)
  }

  dispose(): void {
    this.#waiting?.abort()
    this.#waiting = null
  }

  #tidy(): void {
    this.#waiting = null
    this.#collect?.()
    this.#left = this.#heap().used
  }
}
