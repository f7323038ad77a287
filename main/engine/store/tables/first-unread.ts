import type { EventId, RoomId, UserId } from '../../../../preload/contract/ids.ts'
import type { Reader } from '../reader.ts'

/** The first message of others after my read receipt; null when all is read, or when it is not known how far I have read. */
export function readFirstUnread(reader: Reader, roomId: RoomId, me: UserId): EventId | null {
  const room = reader.get<{ room: number; read: number | null }>('SELECT room, read_position AS read FROM room WHERE room_id = ?', roomId)
  if (room === undefined || room.read === null) return null
  const event = reader.get<{ id: EventId }>(
    `SELECT event_id AS id FROM event
     WHERE room = ? AND position > ? AND is_shown = 1 AND is_counted = 1 AND redacted_by IS NULL AND sender <> ?
     ORDER BY position LIMIT 1`,
    room.room, room.read, me,
  )
  return event?.id ?? null
}
