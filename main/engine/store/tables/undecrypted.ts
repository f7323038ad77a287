import type { RoomId } from '../../../../preload/contract/ids.ts'
import type { UndecryptedCause } from '../../../../preload/contract/rows/encryption-row.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** How many messages are here that could not be decrypted: in one room (`room.room`), or in all. */
export function countUndecrypted(reader: Reader, room: number | null = null): number {
  const all = 'SELECT count(*) AS count FROM encrypted_event WHERE cause IS NOT NULL'
  const row = room === null ? reader.get<{ count: number }>(all) : reader.get<{ count: number }>(`${all} AND room = ?`, room)
  return row?.count ?? 0
}

/** What is not decrypted in one room for one cause. Times in milliseconds since the epoch, by the senders' servers. */
export type UndecryptedOfRoom = {
  readonly cause: UndecryptedCause
  readonly roomId: RoomId
  readonly name: string
  readonly count: number
  readonly oldestTs: number
  readonly newestTs: number
}

export function readUndecrypted(reader: Reader): readonly UndecryptedOfRoom[] {
  return reader.all<UndecryptedOfRoom>(
    `SELECT encrypted_event.cause, room.room_id AS roomId, room.name, count(*) AS count, min(event.ts) AS oldestTs, max(event.ts) AS newestTs
     FROM encrypted_event JOIN event USING (event) JOIN room ON room.room = encrypted_event.room
     WHERE encrypted_event.cause IS NOT NULL GROUP BY room.room, encrypted_event.cause`,
  )
}

/**
 * Says anew why keys are missing that were made before this device was there (`since`, milliseconds since the epoch), now that more is known
 * about the backup. Messages from times when we were not in the room keep their cause. Answers which rooms that concerns.
 */
export function putMissingCause(writer: Writer, since: number, cause: UndecryptedCause): readonly RoomId[] {
  const rooms = writer.all<{ roomId: RoomId }>(
    `UPDATE encrypted_event SET cause = ?
     WHERE cause IN ('no-key', 'in-backup', 'before-joining') AND cause <> ? AND event IN (
       SELECT event.event FROM encrypted_event JOIN event USING (event)
       WHERE encrypted_event.cause IS NOT NULL AND event.ts < ?
         AND coalesce(json_extract(event.json, '$.unsigned.membership'), json_extract(event.json, '$.unsigned."io.element.msc4115.membership"'), '')
           NOT IN ('leave', 'ban'))
     RETURNING (SELECT room_id FROM room WHERE room.room = encrypted_event.room) AS roomId`,
    cause, cause, since,
  )
  return [...new Set(rooms.map(({ roomId }) => roomId))]
}
