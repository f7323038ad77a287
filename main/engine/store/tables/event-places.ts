import type { EventId, LocalId, RoomId } from '../../../../preload/contract/ids.ts'
import type { Reader } from '../reader.ts'

/** Looks into each room's index: an event id alone is in no index, as random keys in one large index are what slows a database down. */
export const roomOfEventSql = `SELECT room.room_id AS roomId FROM room CROSS JOIN event ON event.room = room.room AND event.event_id = ?
  ORDER BY room.membership = 'join' DESC LIMIT 1`

/** The room of an event that is known by its id alone; a joined one if a server has put the same id into several. */
export function readRoomOfEvent(reader: Reader, eventId: EventId): RoomId | null {
  return reader.get<{ roomId: RoomId }>(roomOfEventSql, eventId)?.roomId ?? null
}

/** The room of the event that an operation of ours became, after the operation itself was forgotten. */
export function readRoomOfOperation(reader: Reader, localId: LocalId): RoomId | null {
  return reader.get<{ roomId: RoomId }>(
    'SELECT room.room_id AS roomId FROM event JOIN room USING (room) WHERE event.transaction_id = ?', localId,
  )?.roomId ?? null
}

/** The newest event of a room's timeline, shown or not: where a read receipt goes. */
export function readNewestEvent(reader: Reader, roomId: RoomId): EventId | null {
  return reader.get<{ id: EventId }>(
    `SELECT event.event_id AS id FROM room JOIN event USING (room)
     WHERE room.room_id = ? AND event.position IS NOT NULL ORDER BY event.position DESC LIMIT 1`,
    roomId,
  )?.id ?? null
}
