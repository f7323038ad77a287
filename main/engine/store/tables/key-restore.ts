import type { RoomId } from '../../../../preload/contract/index.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** A restoring of the backup of keys that was begun: of which version, and which rooms are through. */
export type KeyRestore = { readonly version: string; readonly rooms: ReadonlySet<RoomId> }

export function readRestore(reader: Reader): KeyRestore | undefined {
  const rows = reader.all<{ version: string; roomId: RoomId | '' }>('SELECT version, room_id AS roomId FROM key_restore')
  const [first] = rows
  return first && { version: first.version, rooms: new Set(rows.flatMap(({ roomId }) => (roomId === '' ? [] : [roomId]))) }
}

export function beginRestore(writer: Writer, version: string): void {
  endRestore(writer)
  writer.run("INSERT INTO key_restore (version, room_id) VALUES (?, '')", version)
}

export function markRoomRestored(writer: Writer, version: string, roomId: RoomId): void {
  writer.run('INSERT OR IGNORE INTO key_restore (version, room_id) VALUES (?, ?)', version, roomId)
}

export function endRestore(writer: Writer): void {
  writer.run('DELETE FROM key_restore')
}
