import type { EventId, RoomId } from '../../../preload/contract/ids.ts'
import type { TimelineRow } from '../../../preload/contract/rows/timeline-row.ts'
import type { EngineViews } from '../../../preload/contract/views.ts'
import type { Account } from '../account/account.ts'
import type { Profile } from '../account/profile.ts'
import { timelineOf } from '../account/timeline-of.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { ChangeSet } from '../store/change-set.ts'
import { readArrivalMark, readNewestArrivedBy } from '../store/tables/arrivals.ts'
import type { TimelineSlice, TimelineWindow } from '../timeline/read-rows.ts'
import { accountSource } from './account-source.ts'
import { gapsInView } from './gaps-in-view.ts'
import { HistoryFetcher } from './history-fetcher.ts'
import type { OpenSource } from './live-view.ts'

type View = EngineViews['feed']

/** Rows kept to be told as changed; older ones fall out at the front. */
const mostRows = 300
/** So many events of a room are read again when it changes; what lies before them is settled. */
const mostOfRoom = 100

/** What arrives from now on. */
export function feedView(
  profile: Profile, input: View['in'], { clock, log }: { readonly clock: Clock; readonly log: Log },
): OpenSource<View['row'], View['head'], View['move']> {
  const { account: userId, roomId } = input
  const changed = new Set<RoomId>()
  const isOurs = (room: RoomId) => roomId === undefined || room === roomId
  const feed = new Feed(profile.account(userId), clock.now(), log)
  return accountSource<View['row'], View['head'], View['move']>({
    profile,
    userId,
    read: () => {
      for (const room of changed) feed.readAgain(room)
      changed.clear()
      return { rows: feed.rows, head: {} }
    },
    isTouchedBy: ({ timelines }: ChangeSet) => {
      for (const room of timelines) if (isOurs(room)) changed.add(room)
      return changed.size > 0
    },
    listen: ({ parts }, touched) => {
      const offs = [
        feed.onFetched((room) => {
          changed.add(room)
          touched()
        }),
        parts.connectivity.onChange((state) => { if (state.is === 'online') feed.retry() }),
      ]
      return () => {
        for (const off of offs) off()
        feed.dispose()
      }
    },
  })
}

/** `after`: the event behind which everything is new; null where nothing was known. */
type FollowedRoom = { after: EventId | null; readonly history: HistoryFetcher }

class Feed {
  rows: readonly TimelineRow[] = []
  readonly #account: Account
  readonly #log: Log
  readonly #mark: number
  readonly #openedAt: number
  readonly #rooms = new Map<RoomId, FollowedRoom>()
  #fetched: ((room: RoomId) => void) | undefined

  constructor(account: Account, openedAt: number, log: Log) {
    this.#account = account
    this.#log = log
    this.#mark = account.parts.store.read(readArrivalMark)
    this.#openedAt = openedAt
  }

  onFetched(listener: (room: RoomId) => void): () => void {
    this.#fetched = listener
    return () => { this.#fetched = undefined }
  }

  retry(): void {
    for (const { history } of this.#rooms.values()) history.retry()
  }

  dispose(): void {
    for (const { history } of this.#rooms.values()) history.dispose()
  }

  /** Takes in what changed in a room: new rows go to the end, known ones are replaced where they are. */
  readAgain(roomId: RoomId): void {
    const room = this.#follow(roomId)
    const slice = timelineOf(this.#account, roomId, windowAfter(room.after))
    if (slice === null) return
    // A burst that was longer than a sync response: the rest of it is fetched, and what came after it waits, so that all is told in order.
    const between = room.after === null ? [] : gapsInView(slice.rows, slice).between
    for (const gap of between) room.history.fill(gap, 'back')
    const isComing = between.some((gap) => typeof room.history.stateOf(gap) !== 'object')
    this.#merge(roomId, this.#newRows(slice, room.after, isComing))
    if (between.length === 0) this.#settle(room, slice)
  }

  #follow(roomId: RoomId): FollowedRoom {
    const known = this.#rooms.get(roomId)
    if (known !== undefined) return known
    const { store, pager } = this.#account.parts
    const after = store.read((reader) => readNewestArrivedBy(reader, roomId, this.#mark))
    const history = new HistoryFetcher({ pager, roomId, log: this.#log, onProgress: () => this.#fetched?.(roomId) })
    const room = { after, history }
    this.#rooms.set(roomId, room)
    return room
  }

  /** A room of which nothing was known begins with a piece of its past: only what was said since the view was opened counts. */
  #newRows({ rows }: TimelineSlice, after: EventId | null, isComing: boolean): readonly TimelineRow[] {
    const isEvent = (row: TimelineRow): boolean => row.content.type !== 'gap'
    if (after === null) return rows.filter((row) => isEvent(row) && (row.ts >= this.#openedAt || row.eventId === null))
    const fresh = rows.slice(rows.findIndex((row) => row.eventId === after) + 1)
    const gap = fresh.findIndex((row) => !isEvent(row))
    return gap !== -1 && isComing ? fresh.slice(0, gap) : fresh.filter(isEvent)
  }

  #merge(roomId: RoomId, fresh: readonly TimelineRow[]): void {
    const byKey = new Map(fresh.map((row) => [row.key, row]))
    // An echo that was cancelled has no row any more; a settled event is merely no longer read.
    const kept = this.rows.filter((row) => row.roomId !== roomId || row.eventId !== null || byKey.has(row.key))
    const known = new Set(kept.map((row) => row.key))
    const replaced = kept.map((row) => row.roomId === roomId ? (byKey.get(row.key) ?? row) : row)
    // However many come at once, each is told at least once.
    this.rows = [...replaced.slice(-mostRows), ...fresh.filter((row) => !known.has(row.key))]
  }

  #settle(room: FollowedRoom, { rows }: TimelineSlice): void {
    const events = rows.filter((row) => row.eventId !== null)
    if (events.length > 2 * mostOfRoom) room.after = events[events.length - mostOfRoom]?.eventId ?? room.after
    else room.after ??= events.findLast((row) => row.ts < this.#openedAt)?.eventId ?? null
  }
}

const windowAfter = (after: EventId | null): TimelineWindow =>
  after === null ? { kind: 'newest', count: mostOfRoom } : { kind: 'range', first: after, last: null }
