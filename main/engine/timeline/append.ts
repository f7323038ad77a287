import type { EventId, RoomId } from '../../../preload/contract/ids.ts'
import type { Me } from '../account/me.ts'
import type { Writer } from '../store/writer.ts'
import type { PreparedEvent } from './prepared-event.ts'

/** The newest stretch of a room's timeline as a sync response tells it: oldest first. */
export type LiveEvents = {
  readonly room: number
  readonly roomId: RoomId
  readonly me: Me
  readonly events: readonly PreparedEvent[]
  /** The server left out what lies between these and what it sent before. */
  readonly limited: boolean
  /** For `/messages` backwards from the first of these events; null when the server gave none. */
  readonly prevBatch: string | null
}

export type Appended = {
  /** The events that were not in the timeline before, in order. */
  readonly added: readonly PreparedEvent[]
  /** Events that the redactions among them took back, wherever they stand: state and previews may have to be computed again. */
  readonly redacted: readonly EventId[]
}

/**
 * Puts what sync brought at the live end of a room's timeline: what is there already is joined with, never doubled, and where something may
 * be missing a gap is left. Relations, redactions and the echoes of our own messages are settled in the same transaction.
 */
export function appendEvents(_writer: Writer, _live: LiveEvents): Appended {
  throw new Error('Not built yet')
}
