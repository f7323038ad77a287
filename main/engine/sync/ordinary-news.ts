import { isUserId } from '../../../preload/contract/index.ts'
import type { Reader } from '../store/reader.ts'
import { readMember } from '../store/tables/members.ts'
import { readKnownRooms, roomKey } from '../store/tables/rooms.ts'
import type { PreparedResponse, PreparedRoom } from './prepared-response.ts'

/**
 * Whether a response brings nothing but what is said in rooms that are known: only such news may be lost in a crash until the server tells them again.
 * What a room is (that it exists, that it is encrypted, who is in it) decides what goes out to whom: somebody may write into it after the crash and
 * before the next response, and a room that was made may be looked for by the operation that made it.
 */
export function isOrdinary(reader: Reader, { rooms, accountData }: PreparedResponse): boolean {
  if (accountData.length > 0 || !rooms.every(isTalk)) return false
  return readKnownRooms(reader, rooms.map(({ roomId }) => roomId)).length === rooms.length && rooms.every((room) => isKnownState(reader, room))
}

function isTalk({ isReplacing, membership, removedState, timeline }: PreparedRoom): boolean {
  const isStillThere = membership === null || membership === 'join'
  const says = timeline?.events ?? []
  return isStillThere && !isReplacing && removedState.length === 0 && says.every(({ stateKey }) => stateKey === null)
}

/** Servers tell who somebody is beside each thing that they say: mostly what is known. */
function isKnownState(reader: Reader, { roomId, state }: PreparedRoom): boolean {
  if (state.length === 0) return true
  const room = roomKey(reader, roomId)
  return room !== undefined && state.every(({ type, stateKey, eventId }) =>
    type === 'm.room.member' && isUserId(stateKey) && eventId !== null && readMember(reader, room, stateKey)?.eventId === eventId)
}
