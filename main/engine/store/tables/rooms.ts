import type { RoomId } from '../../../../preload/contract/index.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** The integer by which every other table knows the room; undefined for a room never heard of. */
export function roomKey(reader: Reader, roomId: RoomId): number | undefined {
  return reader.get<{ room: number }>('SELECT room FROM room WHERE room_id = ?', roomId)?.room
}

/** The room's key, giving it one if needed. A room made so is in no section until `refreshSummary` has seen it. */
export function ensureRoom(writer: Writer, roomId: RoomId): number {
  const known = roomKey(writer, roomId)
  if (known !== undefined) return known
  return writer.run(
    "INSERT INTO room (room_id, membership, name, search_name, section) VALUES (?, 'leave', '', '', 'none')", roomId,
  ).rowId
}
