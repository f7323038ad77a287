import { isRoomId, type RoomId } from '../../../preload/contract/index.ts'
import { ownRecord, ownString } from '../base/json.ts'
import type { Reader } from '../store/reader.ts'
import { roomKey } from '../store/tables/rooms.ts'
import { readState } from '../store/tables/state.ts'
import { readPowerLevels } from './power-levels.ts'

/**
 * The room that took this one's place, or null. Anybody can make a room that claims any other as its predecessor, and whoever has power
 * in a room can name any other as its heir: it counts only where both say so, and where it does not lead back here.
 */
export function readReplacement(reader: Reader, roomId: RoomId): RoomId | null {
  const heir = agreedHeir(reader, roomId)
  return heir !== null && !leadsTo(reader, heir, roomId) ? heir : null
}

/** The room that this one says it continues. */
export function readPredecessor(reader: Reader, room: number): RoomId | null {
  const create = readState(reader, room, 'm.room.create')
  const predecessor = create && ownString(ownRecord(create.content, 'predecessor') ?? {}, 'room_id')
  return isRoomId(predecessor) ? predecessor : null
}

function agreedHeir(reader: Reader, roomId: RoomId): RoomId | null {
  const room = roomKey(reader, roomId)
  const tombstone = room === undefined ? undefined : readState(reader, room, 'm.room.tombstone')
  if (room === undefined || tombstone === undefined) return null
  const heir = ownString(tombstone.content, 'replacement_room')
  if (!isRoomId(heir) || heir === roomId) return null
  const heirKey = roomKey(reader, heir)
  if (heirKey === undefined || readPredecessor(reader, heirKey) !== roomId) return null
  return readPowerLevels(reader, room).maySendState(tombstone.sender, 'm.room.tombstone') ? heir : null
}

// Longer than any honest chain; a cycle that does not pass through the room asked for ends here too.
const longestChain = 100

function leadsTo(reader: Reader, from: RoomId, target: RoomId): boolean {
  let at: RoomId | null = from
  for (let step = 0; at !== null && step < longestChain; step += 1) {
    if (at === target) return true
    at = agreedHeir(reader, at)
  }
  return at !== null
}
