import type { EventId, LocalId, RoomId, TimelineRow } from '../../../preload/contract/index.ts'
import type { Me } from '../base/me.ts'
import type { Reader } from '../store/reader.ts'
import { readRoom } from '../store/tables/rooms.ts'
import type { BodyCache } from './body/body-cache.ts'
import { eventRow } from './rows/event-row.ts'
import { gatherFacts, type Facts } from './rows/facts.ts'
import { gapRow } from './rows/gap-row.ts'
import { echoRow } from './rows/local-echo.ts'
import { withPending } from './rows/pending-changes.ts'
import { readPending, type Pending } from './rows/pending.ts'
import type { Telling } from './rows/row-content.ts'
import { readStretch, type Stretch } from './rows/window.ts'

/**
 * Which stretch of a timeline. Counts are of shown events; gaps and local echoes come on top.
 * - newest: at the live end.
 * - before: older than an event, which is excluded.
 * - around: with the event somewhere in the middle.
 * - range: from one event to another (null: to the live end), both included, wherever they stand now, and so many more at either side.
 */
export type TimelineWindow =
  | { readonly kind: 'newest'; readonly count: number }
  | { readonly kind: 'before'; readonly eventId: EventId; readonly count: number }
  | { readonly kind: 'around'; readonly eventId: EventId; readonly count: number }
  | { readonly kind: 'range'; readonly first: EventId; readonly last: EventId | null; readonly older?: number; readonly newer?: number }

/** Names a gap for the pager. It is valid until the gap is closed or moves; a pager that is given a gone one does nothing. */
export type GapRef = { readonly position: number; readonly hasBackToken: boolean; readonly hasForwardToken: boolean }

export type TimelineSlice = {
  /** Oldest first: events, a row for each gap, and at the live end what waits in the outbox. */
  readonly rows: readonly TimelineRow[]
  /** The first and last events among the rows, to ask for the same range again; null when there is none. */
  readonly first: EventId | null
  readonly last: EventId | null
  /** The room's first event is among the rows: nothing shown lies before it, and no gap. */
  readonly atStart: boolean
  /** The newest event is among the rows. */
  readonly isLive: boolean
  /** Gaps between the rows, before the first of them and after the last, oldest first. */
  readonly gaps: readonly GapRef[]
  /** Answered events that are not in the store: `Pager.fetchEvent` gets them. */
  readonly missing: readonly EventId[]
}

export type ReadTimelineOptions = {
  readonly roomId: RoomId
  readonly me: Me
  readonly window: TimelineWindow
  /** Parsed bodies, kept between readings; one for each account. */
  readonly bodies: BodyCache
  /** Share uploaded, 0 to 1, of an attachment in the outbox (`Outbox.progressOf`). */
  readonly progressOf?: (localId: LocalId) => number | null
  /** Whether the server was asked in vain for an answered event (`Pager.isMissing`). */
  readonly isMissing?: (eventId: EventId) => boolean
  /** How fetching the gap at this position goes (`Pager.gapState`); waiting when absent. */
  readonly gapState?: (position: number) => GapState
}

export type GapState = { readonly state: 'loading' | 'waiting' | 'failed'; readonly reason: string | null }

/** Null when the window hangs on an event that has no place in the stored timeline: `Pager.context` finds it one. */
export function readTimeline(reader: Reader, options: ReadTimelineOptions): TimelineSlice | null {
  const { roomId, me, window } = options
  const room = readRoom(reader, roomId)
  if (!room) return window.kind === 'newest' ? nothing : null
  const stretch = readStretch(reader, room.room, window)
  if (!stretch) return null
  const pending = readPending(reader, room.room, roomId)
  const facts = gatherFacts(reader, room, me, { ...stretch, pending })
  const rows = [...storedRows(stretch, facts, options)]
  const telling = { account: me.userId, event: null, people: facts.people, bodies: options.bodies }
  if (stretch.until === null) rows.push(...echoRows(pending, facts, telling, options))
  return {
    rows: pending.length === 0 ? rows : rows.map((row) => withPending(row, pending, facts, telling)),
    first: stretch.events[0]?.eventId ?? null,
    last: stretch.events.at(-1)?.eventId ?? null,
    atStart: stretch.atStart,
    isLive: stretch.until === null,
    gaps: stretch.gaps.map(({ position, backToken, forwardToken }) =>
      ({ position, hasBackToken: backToken !== null, hasForwardToken: forwardToken !== null })),
    missing: [...new Set(rows.flatMap(({ replyTo }) => (replyTo?.state === 'loading' ? [replyTo.eventId] : [])))],
  }
}

const nothing: TimelineSlice = { rows: [], first: null, last: null, atStart: true, isLive: true, gaps: [], missing: [] }

const never = (): boolean => false
const waiting: GapState = { state: 'waiting', reason: null }

/** Events and gaps in the order of their positions. */
function* storedRows(
  { gaps }: Stretch, facts: Facts, { bodies, gapState, isMissing = never }: ReadTimelineOptions,
): Generator<TimelineRow> {
  let next = 0
  const gapsBefore = function* (position: number): Generator<TimelineRow> {
    for (let gap = gaps[next]; gap !== undefined && gap.position < position; gap = gaps[next]) {
      yield gapRow(gap.position, gapState?.(gap.position) ?? waiting, facts)
      next += 1
    }
  }
  for (const event of facts.events) {
    yield* gapsBefore(event.record.position ?? -Infinity)
    yield eventRow(event, facts, { bodies, isMissing })
  }
  yield* gapsBefore(Infinity)
}

function echoRows(
  pending: readonly Pending[], facts: Facts, telling: Telling, { progressOf, isMissing = never }: ReadTimelineOptions,
): readonly TimelineRow[] {
  return pending
    .filter(({ record: { kind } }) => kind === 'message' || kind === 'file')
    .map((one) => echoRow(one, facts, { telling, progress: progressOf?.(one.record.localId) ?? null, isMissing }))
}
