import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EventId, RoomId } from '../../../preload/contract/ids.ts'
import { HomeserverError } from '../matrix/errors.ts'
import type { Log } from '../base/log.ts'
import type { Pager } from '../timeline/paging.ts'
import type { GapRef } from '../timeline/read-rows.ts'

export type Direction = 'back' | 'forward'

export type HistoryFetcherOptions = {
  readonly pager: Pager
  readonly roomId: RoomId
  /** Something was fetched, or could not be. */
  readonly onProgress: () => void
  readonly log: Log
}

/**
 * Fetches for one view what its window lacks. A thing is asked for once: what failed is tried again after `retry` (the network is back, or
 * somebody asks) and not before, so that a view never keeps on asking a server that cannot answer.
 */
export class HistoryFetcher {
  readonly #options: HistoryFetcherOptions
  readonly #stop = new AbortController()
  readonly #running = new Set<string>()
  readonly #failed = new Map<string, string>()
  readonly #answered = new Map<string, boolean>()

  constructor(options: HistoryFetcherOptions) {
    this.#options = options
  }

  /** One page into a gap; when it is there, the view reads again and asks for the next if it still needs it. */
  fill({ position }: GapRef, direction: Direction): void {
    const { pager, roomId } = this.#options
    this.#fetch(`gap ${position}`, async (signal) => {
      await pager.fillGap(roomId, position, signal, direction)
    })
  }

  /** An event that is only quoted. */
  quote(eventId: EventId): void {
    const { pager, roomId } = this.#options
    const what = `quote ${eventId}`
    if (this.#answered.has(what)) return
    this.#fetch(what, async (signal) => {
      this.#answered.set(what, await pager.fetchEvent(roomId, eventId, signal) === 'known')
    })
  }

  /** Finds an event its place in the timeline. `missing`: the server has none to show. Undefined while it is being asked. */
  place(eventId: EventId): 'placed' | 'missing' | { readonly failed: string } | undefined {
    const { pager, roomId } = this.#options
    const what = `place ${eventId}`
    const answer = this.#answered.get(what)
    if (answer !== undefined) return answer ? 'placed' : 'missing'
    const failed = this.#failed.get(what)
    if (failed !== undefined) return { failed }
    this.#fetch(what, async (signal) => {
      this.#answered.set(what, await pager.context(roomId, eventId, signal))
    })
    return undefined
  }

  /** How fetching a gap goes; idle when nobody tries. */
  stateOf({ position }: GapRef): 'loading' | { readonly failed: string } | 'idle' {
    const failed = this.#failed.get(`gap ${position}`)
    if (failed !== undefined) return { failed }
    return this.#running.has(`gap ${position}`) ? 'loading' : 'idle'
  }

  /** What failed may be tried again. */
  retry(): void {
    if (this.#failed.size === 0) return
    this.#failed.clear()
    this.#options.onProgress()
  }

  dispose(): void {
    this.#stop.abort()
  }

  #fetch(what: string, fetch: (signal: AbortSignal) => Promise<void>): void {
    if (this.#running.has(what) || this.#failed.has(what) || this.#stop.signal.aborted) return
    this.#running.add(what)
    // The view is being read: who looks at it gets what is here first. The first question of a process has much to load.
    void nextTurn().then(() => fetch(this.#stop.signal))
      .catch((error: unknown) => {
        if (this.#stop.signal.aborted) return
        const isForeseen = error instanceof HomeserverError
        if (!isForeseen) this.#options.log.error('History could not be fetched', { error })
        this.#failed.set(what, isForeseen ? error.message : 'The history could not be stored on this computer.')
      })
      .finally(() => {
        this.#running.delete(what)
        if (!this.#stop.signal.aborted) this.#options.onProgress()
      })
  }
}
