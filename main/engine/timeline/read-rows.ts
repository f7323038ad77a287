import type { EventId, LocalId, RoomId, TimelineRow } from '../../../preload/contract/index.ts'
import type { Me } from '../account/me.ts'
import type { Reader } from '../store/reader.ts'
import type { BodyCache } from './body/body-cache.ts'

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
  /** How fetching the gap at this position goes (`Pager.gapState`); waiting when absent. */
  readonly gapState?: (position: number) => GapState
}

export type GapState = { readonly state: 'loading' | 'waiting' | 'failed'; readonly reason: string | null }

/** Null when the window hangs on an event that has no place in the stored timeline: `Pager.context` finds it one. */
export function readTimeline(_reader: Reader, _options: ReadTimelineOptions): TimelineSlice | null {
  throw new Error('Not built yet')
}
