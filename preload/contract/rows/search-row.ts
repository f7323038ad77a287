import type { EventId, RoomId } from '../ids.ts'
import type { Person } from './person.ts'
import type { RowKind } from './timeline-row.ts'

/** Plain text around what was found, and the ranges `[start, end)` of it that matched, in UTF-16 units. Never markup. */
export type Snippet = { readonly text: string; readonly matches: readonly (readonly [number, number])[] }

/** One message that a search found. */
export type SearchHit = {
  readonly key: string
  readonly eventId: EventId
  readonly roomId: RoomId
  readonly roomName: string
  readonly roomAvatar: string | null
  readonly sender: Person
  /** Milliseconds since the epoch. */
  readonly ts: number
  readonly kind: RowKind
  /** The root's id, where it was said in a thread. */
  readonly thread: EventId | null
  readonly snippet: Snippet
}

/** How much of what was ever said a search could look at. */
export type SearchCoverage = {
  /** Joined rooms that were searched, and those of them whose whole history is on this computer. */
  readonly rooms: number
  readonly completeRooms: number
  /**
   * Everything said since then in all these rooms was searched, in milliseconds since the epoch; 0: from the beginning; null: of one of them
   * at least nothing is here yet.
   */
  readonly from: number | null
  /** Messages that cannot be read yet, and so cannot be found. */
  readonly undecrypted: number
  /** The index is being made over what was stored before it; null when it is whole. */
  readonly indexing: { readonly done: number; readonly total: number } | null
}

/** How the download of a room's history goes. `waiting`: it goes on when there is a network, or when it is its turn. */
export type HistoryState = 'none' | 'waiting' | 'loading' | 'failed' | 'complete'

/** What of a room's history is on this computer. */
export type HistoryRow = {
  readonly key: RoomId
  readonly roomId: RoomId
  readonly roomName: string
  readonly state: HistoryState
  /** Everything said since then is here, in milliseconds since the epoch; null where nothing is known; 0: from the beginning. */
  readonly completeFrom: number | null
  /** Messages that are here. */
  readonly events: number
  /** Why it failed or waits, in one sentence; null otherwise. */
  readonly reason: string | null
}
