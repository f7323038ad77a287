import type { UserId } from '../../../../preload/contract/ids.ts'
import type { Reader } from '../reader.ts'

/** Somebody has read as far as the event at this position. */
export type ReadMark = { readonly userId: UserId; readonly position: number }

/**
 * Whose receipts stand on the events of a stretch, my own left out, latest first. Of somebody's several receipts (for the room, for
 * threads) the furthest counts.
 */
export const readMarksSql = `SELECT receipt.user_id AS userId, max(event.position) AS position
  FROM event CROSS JOIN receipt INDEXED BY receipt_by_event ON receipt.room = event.room AND receipt.event_id = event.event_id
  WHERE event.room = ? AND event.position IS NOT NULL AND event.position >= ? AND event.position < ? AND receipt.kind = 'm.read'
    AND receipt.user_id <> ? AND NOT EXISTS (
      SELECT 1 FROM receipt AS other CROSS JOIN event AS later ON later.room = other.room AND later.event_id = other.event_id
      WHERE other.room = receipt.room AND other.user_id = receipt.user_id AND other.kind = 'm.read' AND later.position > event.position)
  GROUP BY receipt.user_id ORDER BY max(receipt.ts) DESC, receipt.user_id`

/** `from` is included, `until` (null: the live end) is not. */
export function readReadMarks(reader: Reader, room: number, me: UserId, from: number, until: number | null): readonly ReadMark[] {
  return reader.all<ReadMark>(readMarksSql, room, from, until ?? Number.MAX_SAFE_INTEGER, me)
}
