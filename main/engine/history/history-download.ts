/**
 * history: brings the history of rooms here while nobody waits for it. It owns the wishes (`tables/history-wishes.ts`) and the order and pace
 * in which they are met: one page of one room at a time, through the same `Pager` as the screen. It gives way to whoever looks at something,
 * to a first sync, and to a server that asks for a pause; what cannot be had is left alone for a while and the next is tried. What it does is
 * in the store with each page: a restart goes on where it was. With nothing wanted it does nothing at all.
 */
import type { HistoryState } from '../../../preload/contract/rows/search-row.ts'
import type { RoomId } from '../../../preload/contract/ids.ts'
import type { Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import type { Log } from '../base/log.ts'
import type { Connectivity } from '../matrix/connectivity.ts'
import { HomeserverError } from '../matrix/errors.ts'
import { pauseBeforeRetry } from '../matrix/retry.ts'
import { readArrivalMark } from '../store/tables/arrivals.ts'
import type { Pager } from '../timeline/paging.ts'
import { HeldGaps } from './held-gaps.ts'
import { MissingKeys, type FetchKey } from './missing-keys.ts'
import { readNextPage, type Enough, type NextPage } from './next-page.ts'
import { pauseAfterPage, untilCalm, untilStill } from './pace.ts'
import { Wishes, type WishesOptions } from './wishes.ts'

export type HistoryDownloadOptions = WishesOptions & {
  readonly pager: Pager
  readonly connectivity: Connectivity
  /** The store fills for the first time: that comes first. */
  readonly isFilling: () => boolean
  readonly fetchKey: FetchKey
  /** Between 0 and 1, as `Math.random`. */
  readonly random: () => number
  readonly log: Log
}

/** How a room's download goes; `reason`: why it failed or waits, in one sentence. */
export type HistoryProgress = { readonly state: Exclude<HistoryState, 'complete'>; readonly reason: string | null }

type UnderWay = NextPage & { readonly end: AbortController }

/** News may have left a gap in what was whole; it is looked at so long after the first of them. */
const newsMs = 30_000

export class HistoryDownload implements Disposable {
  /** The progress of some room may be another one now. */
  readonly onProgress: Emitter<undefined>
  readonly #options: HistoryDownloadOptions
  readonly #wishes: Wishes
  readonly #keys: MissingKeys
  readonly #held = new HeldGaps()
  readonly #enough: Enough = new Map()
  readonly #offs: readonly (() => void)[]
  #isLive = false
  #isSignedOut = false
  #isAwaitingNews = false
  #movedAt = -Infinity
  #trouble: string | null = null
  #slowDowns = 0
  #page: UnderWay | undefined
  #running: Promise<void> | undefined
  // Aborted, and replaced, when what is waited for may not be what is wanted any more.
  #turn = new AbortController()
  // Whether what is wanted has to be looked up again before there is nothing to do.
  #isStale = false
  readonly #end = new AbortController()

  constructor(options: HistoryDownloadOptions) {
    this.#options = options
    this.#wishes = new Wishes(options)
    this.#keys = new MissingKeys(options)
    this.onProgress = new Emitter(options.log)
    this.#offs = [options.store.onChange(({ timelines }) => { if (timelines.size > 0) this.#heardNews() })]
  }

  /** The room whose whole history is being fetched now. The newest messages of one that was opened come without a word. */
  get room(): RoomId | null {
    const page = this.#page
    return page !== undefined && this.#wishes.reachOf(page.room) === 'all' ? page.roomId : null
  }

  /** From now on settings count as well as what is asked for by name, and what was begun goes on. Also after a new session has begun. */
  goLive(): void {
    this.#isLive = true
    this.#wishes.heedSetting()
    this.#isSignedOut = false
    // Whoever starts wants to see something first.
    this.yield()
    this.wake()
  }

  /** Fetches the room's whole history, and keeps it whole, until `stop`. What failed is tried again now. */
  download(roomId: RoomId): void {
    this.#wishes.ask(roomId)
    this.#held.forget(roomId)
    this.#keys.forget(roomId)
    this.#isSignedOut = false
    this.wake()
    this.onProgress.emit(undefined)
  }

  /** Ends the room's download at once, whatever the setting says. */
  stop(roomId: RoomId): void {
    this.#wishes.stop(roomId)
    this.#held.forget(roomId)
    if (this.#page?.roomId === roomId) {
      this.#page.end.abort()
      this.#tell(this.#trouble, undefined)
    }
    this.onProgress.emit(undefined)
  }

  progressOf(roomId: RoomId, room: number): HistoryProgress {
    if (this.#wishes.reachOf(room) !== 'all') return { state: 'none', reason: null }
    if (this.#page?.roomId === roomId) return { state: 'loading', reason: null }
    const failed = this.#held.reasonOf(roomId)
    return failed === null ? { state: 'waiting', reason: this.#trouble } : { state: 'failed', reason: failed }
  }

  /** The rooms that somebody looks at. */
  setOpenRooms(rooms: readonly RoomId[]): void {
    this.yield()
    this.#wishes.opened(rooms)
    if (this.#isLive && rooms.length > 0) this.wake()
  }

  /** Somebody looks for something: the network and the processor are theirs for a while. */
  yield(): void {
    this.#movedAt = this.#options.clock.uptime()
  }

  /** What is wanted may be something else now: a setting changed. */
  wake(): void {
    const turn = this.#turn
    this.#turn = new AbortController()
    turn.abort()
    this.#isStale = true
    if (this.#running !== undefined || this.#isSignedOut || this.#end.signal.aborted) return
    this.#running = this.#run(this.#end.signal)
      .catch((error: unknown) => { if (!this.#end.signal.aborted) this.#options.log.error('The download of histories ended', { error }) })
      .finally(() => {
        this.#running = undefined
        this.#tell(null, undefined)
        // Whoever came while it was ending found it running.
        if (this.#isStale) this.wake()
      })
  }

  async dispose(): Promise<void> {
    for (const off of this.#offs) off()
    this.#end.abort()
    await this.#running
  }

  async #run(end: AbortSignal): Promise<void> {
    const { clock } = this.#options
    while (!end.aborted && !this.#isSignedOut) {
      // Nothing at all while somebody waits for a room to be painted.
      await untilStill({ clock, movedAt: () => this.#movedAt }, end)
      const turn = this.#turn.signal
      this.#isStale = false
      const next = this.#next()
      if (next !== undefined) {
        if (await this.#untilCalm(end)) await this.#fetch(next, end)
        continue
      }
      const heldUntil = this.#held.nextAt(clock.uptime())
      if (heldUntil === null) return
      this.#tell(null, undefined)
      await clock.sleep(heldUntil - clock.uptime(), AbortSignal.any([end, turn])).catch(() => undefined)
    }
  }

  #next(): NextPage | undefined {
    const { store, clock } = this.#options
    this.#wishes.noteOpened()
    const circumstances = { keep: this.#wishes.keep, held: this.#held, enough: this.#enough, now: clock.uptime() }
    return store.read((reader) => readNextPage(reader, circumstances))
  }

  /** Whether nobody had to be waited for: otherwise something else may be wanted by now. */
  async #untilCalm(end: AbortSignal): Promise<boolean> {
    const { clock, connectivity, pager, isFilling } = this.#options
    const surroundings = { clock, connectivity, pager, isFilling, movedAt: () => this.#movedAt, probes: !this.#isLive }
    return untilCalm(surroundings, (reason) => this.#tell(reason, undefined), end)
  }

  async #fetch(next: NextPage, end: AbortSignal): Promise<void> {
    const { store, pager, clock } = this.#options
    const { room, roomId, position } = next
    const page = { ...next, end: new AbortController() }
    const signal = AbortSignal.any([end, page.end.signal])
    this.#tell(null, page)
    const begunAt = clock.uptime()
    try {
      const mark = store.read(readArrivalMark)
      await pager.fillGap(roomId, position, signal)
      this.#held.release(roomId, position)
      this.#slowDowns = 0
      await this.#keys.find(roomId, room, mark)
    } catch (error) {
      if (!signal.aborted) await this.#recover(error, next, end)
    }
    // Between two pages of a room it goes on being what is under way.
    await clock.sleep(pauseAfterPage(clock.uptime() - begunAt), end)
  }

  async #recover(error: unknown, { roomId, position }: NextPage, end: AbortSignal): Promise<void> {
    const { clock, random, connectivity, log } = this.#options
    log.info('A page of history could not be fetched', { roomId, error })
    this.#tell(this.#trouble, undefined)
    if (!(error instanceof HomeserverError)) {
      this.#held.hold(roomId, position, { reason: 'The history could not be stored on this computer.', now: clock.uptime(), isFinal: false })
      return
    }
    if (error.code === 'unknown-token') this.#isSignedOut = true
    // It goes on when the network is back.
    else if (error.isUnreachable && connectivity.state.is === 'offline') return
    else if (error.code === 'rate-limited') {
      this.#tell(error.message, undefined)
      await clock.sleep(pauseBeforeRetry(error, this.#slowDowns, random), end)
      this.#slowDowns += 1
    } else this.#held.hold(roomId, position, { reason: error.message, now: clock.uptime(), isFinal: !error.isRetryable })
  }

  #heardNews(): void {
    const { clock } = this.#options
    if (this.#running !== undefined || this.#isAwaitingNews || !this.#isLive) return
    this.#isAwaitingNews = true
    clock.sleep(newsMs, this.#end.signal).catch(() => undefined).finally(() => {
      this.#isAwaitingNews = false
      this.wake()
    })
  }

  #tell(trouble: string | null, page: UnderWay | undefined): void {
    if (trouble === this.#trouble && page?.roomId === this.#page?.roomId) {
      this.#page = page
      return
    }
    this.#trouble = trouble
    this.#page = page
    this.onProgress.emit(undefined)
  }
}
