import type { EventId } from '../../../preload/contract/ids.ts'
import type { TimelineRow } from '../../../preload/contract/rows/timeline-row.ts'
import type { EngineViews, TimelineHead } from '../../../preload/contract/views.ts'
import { assertNever } from '../base/assert-never.ts'
import type { Log } from '../base/log.ts'
import type { Account } from '../account/account.ts'
import type { Profile } from '../account/profile.ts'
import { timelineOf } from '../account/timeline-of.ts'
import { readFirstUnread } from '../store/tables/first-unread.ts'
import type { TimelineSlice } from '../timeline/read-rows.ts'
import { gapsInView, type GapsInView } from './gaps-in-view.ts'
import { HistoryFetcher } from './history-fetcher.ts'
import type { Look, OpenSource, ViewSource } from './live-view.ts'
import { TimelineStretch } from './timeline-stretch.ts'
import { uploadSteps } from './upload-steps.ts'

type View = EngineViews['timeline']

/** A room's conversation: a window on what is stored, which fetches what it lacks while somebody looks. */
export function timelineView(profile: Profile, input: View['in'], log: Log): OpenSource<View['row'], View['head'], View['move']> {
  const account = profile.account(input.account)
  return (touched) => new TimelineSource({ account, profile, input, touched, log })
}

type SourceOptions = {
  readonly account: Account
  readonly profile: Profile
  readonly input: View['in']
  readonly touched: () => void
  readonly log: Log
}

class TimelineSource implements ViewSource<View['row'], View['head'], View['move']> {
  readonly #profile: Profile
  readonly #input: View['in']
  readonly #stretch: TimelineStretch
  readonly #history: HistoryFetcher
  readonly #offs: readonly (() => void)[]
  /** An event to go to as soon as it has a place. */
  #wanted: EventId | null
  #anchor: EventId | null = null
  #notFound: string | null = null
  #unreadFrom: EventId | null

  constructor({ account, profile, input, touched, log }: SourceOptions) {
    const { roomId, count, at } = input
    const { parts, openRooms } = account
    this.#profile = profile
    this.#input = input
    this.#stretch = new TimelineStretch(count)
    this.#history = new HistoryFetcher({ pager: parts.pager, roomId, onProgress: touched, log })
    this.#wanted = at ?? null
    this.#unreadFrom = firstUnread(account, this.#input)
    this.#offs = [
      parts.store.onChange(({ timelines }) => { if (timelines.has(roomId)) touched() }),
      parts.outbox.onProgress(uploadSteps(parts.outbox, touched)),
      parts.connectivity.onChange((state) => { if (state.is === 'online') this.#history.retry() }),
      profile.onGone.on((gone) => { if (gone === input.account) touched() }),
      openRooms.open(roomId),
      () => parts.keySearch.leave(roomId),
    ]
  }

  read(): Look<TimelineRow, TimelineHead> {
    const { account: userId, roomId } = this.#input
    const account = this.#profile.account(userId)
    this.#seek(account)
    const slice = timelineOf(account, roomId, this.#stretch.window) ?? this.#startOver(account)
    const { rows, atStart, isLive } = this.#stretch.settle(slice)
    const gaps = gapsInView(rows, slice)
    this.#fetch(gaps, slice)
    account.parts.keySearch.look(roomId, rows)
    const places = { unreadFrom: keyOf(rows, this.#unreadFrom), anchor: keyOf(rows, this.#anchor) }
    return { rows, head: { atStart, isLive, ...this.#loading(gaps), ...places } }
  }

  move(move: View['move']): void {
    this.#profile.account(this.#input.account).parts.history.yield()
    this.#history.retry()
    this.#notFound = null
    switch (move.to) {
      case 'older': return this.#stretch.older(move.count)
      case 'newer': return this.#stretch.newer(move.count)
      case 'live':
        this.#wanted = this.#anchor = null
        this.#stretch.live()
        break
      case 'event':
        this.#wanted = move.eventId
        break
      default: assertNever(move)
    }
    this.#unreadFrom = firstUnread(this.#profile.account(this.#input.account), this.#input)
  }

  dispose(): void {
    this.#history.dispose()
    for (const off of this.#offs) off()
  }

  /** Goes to the wanted event once it has a place; until then what is shown stays. */
  #seek(account: Account): void {
    const eventId = this.#wanted
    if (eventId === null) return
    if (timelineOf(account, this.#input.roomId, { kind: 'around', eventId, count: 1 }) !== null) {
      this.#stretch.around(eventId)
      this.#anchor = eventId
      this.#wanted = null
      return
    }
    const answer = this.#history.place(eventId)
    if (answer === undefined) return
    this.#wanted = null
    this.#notFound = typeof answer === 'object' ? answer.failed : 'This message is no longer there, or you may not see it.'
  }

  /** What the stretch hung on has lost its place, which a reset of the room may do. */
  #startOver(account: Account): TimelineSlice {
    this.#stretch.live()
    return timelineOf(account, this.#input.roomId, this.#stretch.window) ?? nothing
  }

  #fetch({ before, between, after }: GapsInView, { missing, first }: TimelineSlice): void {
    const { need } = this.#stretch
    for (const gap of between) this.#history.fill(gap, gap.hasBackToken ? 'back' : 'forward')
    if (before !== undefined && (need.older > 0 || first === null)) this.#history.fill(before, 'back')
    if (after !== undefined && need.newer > 0) this.#history.fill(after, 'forward')
    for (const eventId of missing) this.#history.quote(eventId)
  }

  #loading({ before, after }: GapsInView): Pick<TimelineHead, 'older' | 'newer' | 'reason'> {
    const [older, newer] = [before, after].map((gap) => gap === undefined ? 'idle' : this.#history.stateOf(gap))
    const failure = [older, newer].find((state) => typeof state === 'object')
    return { older: stateName(older), newer: stateName(newer), reason: failure?.failed ?? this.#notFound }
  }
}

const nothing: TimelineSlice = { rows: [], first: null, last: null, atStart: true, isLive: true, gaps: [], missing: [] }

type GapProgress = ReturnType<HistoryFetcher['stateOf']> | undefined

const stateName = (state: GapProgress): TimelineHead['older'] => typeof state === 'object' ? 'failed' : (state ?? 'idle')

const firstUnread = ({ me, parts }: Account, { roomId }: View['in']): EventId | null =>
  parts.store.read((reader) => readFirstUnread(reader, roomId, me.userId))

/** An event outside of the window goes by its id, which is the key of every event but our own. */
const keyOf = (rows: readonly TimelineRow[], eventId: EventId | null): string | null =>
  eventId === null ? null : (rows.find((row) => row.eventId === eventId)?.key ?? eventId)
