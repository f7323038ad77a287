import type { RoomId, UserId } from '../../../../preload/contract/index.ts'
import { isRecord, parseJson, type JsonRecord } from '../../base/json.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** In place of a room's key: data of the account as a whole. */
export const global = 0

/** Null when the server never told of it. Untrusted: other clients wrote it. */
export function readAccountData(reader: Reader, room: number, type: string): JsonRecord | null {
  const row = reader.get<{ content: string }>('SELECT content FROM account_data WHERE room = ? AND type = ?', room, type)
  const content = row && parseJson(row.content)
  return isRecord(content) ? content : null
}

/** False where it was stored like this already. */
export function putAccountData(writer: Writer, room: number, type: string, content: JsonRecord): boolean {
  const { changes } = writer.run(
    `INSERT INTO account_data (room, type, content) VALUES (?, ?, ?)
     ON CONFLICT (room, type) DO UPDATE SET content = excluded.content WHERE content <> excluded.content`,
    room, type, JSON.stringify(content),
  )
  if (changes > 0 && room === global) writer.changes.accountData.add(type)
  return changes > 0
}

/** Those with whom the user says the room is a direct chat (m.direct), in no order; empty: it is none. */
export function readDirectUsers(reader: Reader, roomId: RoomId): readonly UserId[] {
  return reader.all<{ userId: UserId }>('SELECT user_id AS userId FROM direct_room WHERE room_id = ?', roomId).map((row) => row.userId)
}

/** One pair of m.direct. */
export type DirectRoom = { readonly roomId: RoomId; readonly userId: UserId }

export function readDirectRooms(reader: Reader): readonly DirectRoom[] {
  return reader.all<DirectRoom>('SELECT room_id AS roomId, user_id AS userId FROM direct_room')
}

export function replaceDirectRooms(writer: Writer, pairs: readonly DirectRoom[]): void {
  writer.run('DELETE FROM direct_room')
  // In one statement: there may be thousands, and a first screen waits for them.
  writer.run(
    'INSERT OR IGNORE INTO direct_room (room_id, user_id) SELECT value ->> 0, value ->> 1 FROM json_each(?)',
    JSON.stringify(pairs.map(({ roomId, userId }) => [roomId, userId])),
  )
}

/** Whether the push rules silence the room altogether. */
export function isMutedRoom(reader: Reader, roomId: RoomId): boolean {
  return reader.get('SELECT 1 FROM muted_room WHERE room_id = ?', roomId) !== undefined
}

export function readMutedRooms(reader: Reader): readonly RoomId[] {
  return reader.all<{ roomId: RoomId }>('SELECT room_id AS roomId FROM muted_room').map((row) => row.roomId)
}

export function replaceMutedRooms(writer: Writer, roomIds: readonly RoomId[]): void {
  writer.run('DELETE FROM muted_room')
  for (const roomId of roomIds) writer.run('INSERT OR IGNORE INTO muted_room (room_id) VALUES (?)', roomId)
}
