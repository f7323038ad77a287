import type { EventId, RoomId } from '../../../../preload/contract/ids.ts'
import type { Reader } from '../reader.ts'

/** Where the row ids of events stand now: every event that is stored later has a larger one. */
export function readArrivalMark(reader: Reader): number {
  return reader.get<{ mark: number | null }>('SELECT max(event) AS mark FROM event')?.mark ?? 0
}

/** The newest event of a room's timeline among those that had arrived at the mark; null when there was none. */
export function readNewestArrivedBy(reader: Reader, roomId: RoomId, mark: number): EventId | null {
  const event = reader.get<{ id: EventId }>(
    `SELECT event.event_id AS id FROM room JOIN event USING (room)
     WHERE room.room_id = ? AND event.position IS NOT NULL AND event.is_shown = 1 AND event.event <= ?
     ORDER BY event.position DESC LIMIT 1`,
    roomId, mark,
  )
  return event?.id ?? null
}

/** How many events of a type arrived after the mark and were not taken back. */
export function countArrivals(reader: Reader, type: string, mark: number): number {
  return reader.get<{ count: number }>(
    'SELECT count(*) AS count FROM event WHERE event > ? AND type = ? AND redacted_by IS NULL', mark, type,
  )?.count ?? 0
}
