import type { RoomId } from '../../../../preload/contract/index.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** The session of the room's outgoing messages: when it began, and for how long and how many messages it serves. */
export type OutboundSession = { readonly begunTs: number; readonly periodMs: number; readonly messages: number }

/** Undefined: what is said next needs a new one. */
export function readSession(reader: Reader, roomId: RoomId): OutboundSession | undefined {
  const sql = `SELECT begun_ts AS begunTs, period_ms AS periodMs, messages
    FROM room CROSS JOIN outbound_session USING (room) WHERE room_id = ?`
  return reader.get<OutboundSession>(sql, roomId)
}

/** Does nothing for a room never heard of. */
export function beginSession(writer: Writer, roomId: RoomId, { begunTs, periodMs, messages }: OutboundSession): void {
  writer.run(
    'INSERT OR REPLACE INTO outbound_session (room, begun_ts, period_ms, messages) SELECT room, ?, ?, ? FROM room WHERE room_id = ?',
    begunTs, periodMs, messages, roomId,
  )
}

/** Somebody who may have the session's key is to read nothing more under it. */
export function endSession(writer: Writer, room: number): void {
  writer.run('DELETE FROM outbound_session WHERE room = ?', room)
}

export function endSessionOf(writer: Writer, roomId: RoomId): void {
  writer.run('DELETE FROM outbound_session WHERE room = (SELECT room FROM room WHERE room_id = ?)', roomId)
}
