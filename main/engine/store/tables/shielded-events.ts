import type { EventId, RoomId, UserId } from '../../../../preload/contract/ids.ts'
import type { Reader } from '../reader.ts'

/** A decrypted event, of whose sender something may be to be said. `ciphertext`: JSON of its content as it came. */
export type DecryptedEvent = {
  readonly event: number
  readonly roomId: RoomId
  readonly eventId: EventId
  readonly sender: UserId
  readonly ts: number
  readonly ciphertext: string
}

const columns = 'event.event, room.room_id AS roomId, event.event_id AS eventId, event.sender, event.ts, encrypted_event.ciphertext'

export const shieldedSql = `SELECT ${columns} FROM encrypted_event INDEXED BY encrypted_event_shielded
  CROSS JOIN event ON event.event = encrypted_event.event CROSS JOIN room ON room.room = event.room
  WHERE encrypted_event.shield IS NOT NULL AND encrypted_event.ciphertext IS NOT NULL AND event.sender IN (SELECT value FROM json_each(?))
  ORDER BY encrypted_event.event DESC LIMIT ?`

/** The newest events of these people of which something is said. */
export function readShielded(reader: Reader, senders: readonly UserId[], most: number): readonly DecryptedEvent[] {
  return reader.all<DecryptedEvent>(shieldedSql, JSON.stringify(senders), most)
}

export const newestDecryptedSql = `SELECT ${columns} FROM room CROSS JOIN event ON event.room = room.room
  CROSS JOIN encrypted_event ON encrypted_event.event = event.event
  WHERE room.room_id = ? AND event.position IS NOT NULL AND event.sender IN (SELECT value FROM json_each(?))
    AND encrypted_event.ciphertext IS NOT NULL AND encrypted_event.cause IS NULL
  ORDER BY event.position DESC LIMIT ?`

/** The newest decrypted events of these people in a room, whatever is said of them. */
export function readNewestDecrypted(reader: Reader, roomId: RoomId, senders: readonly UserId[], most: number): readonly DecryptedEvent[] {
  return reader.all<DecryptedEvent>(newestDecryptedSql, roomId, JSON.stringify(senders), most)
}
