import { isUserId, type UserId } from '../../../preload/contract/index.ts'
import type { StateEvent } from '../rooms/apply-state.ts'
import type { Reader } from '../store/reader.ts'
import { readMember } from '../store/tables/members.ts'
import { readRoom, type RoomRecord } from '../store/tables/rooms.ts'
import type { PreparedResponse, PreparedRoom } from './prepared-response.ts'

/**
 * Whether a response brings nothing but what is said and done in rooms that are known: only such news may be lost in a crash until the server tells
 * them again. What decides what goes out to whom must not be: that a room is encrypted, who is in one that is, that we are in it. Somebody may write
 * into it after the crash and before the next response; and a room that was made may be looked for by the operation that made it.
 */
export function isOrdinary(reader: Reader, { rooms, accountData }: PreparedResponse, me: UserId): boolean {
  return accountData.length === 0 && rooms.every((news) => {
    const room = readRoom(reader, news.roomId)
    return room !== undefined && isTalk(news) && isHarmless(reader, room, news, me)
  })
}

const isTalk = ({ isReplacing, membership, removedState }: PreparedRoom): boolean =>
  (membership === null || membership === 'join') && !isReplacing && removedState.length === 0

/** In an encrypted room people come and go untold where something was left out. */
function isHarmless(reader: Reader, room: RoomRecord, { state, timeline }: PreparedRoom, me: UserId): boolean {
  if (room.isEncrypted && timeline?.limited === true) return false
  const happens: readonly StateEvent[] = (timeline?.events ?? []).filter(({ stateKey }) => stateKey !== null)
  return [...state, ...happens].every((event) => isToldAgain(reader, room, event) || (!room.isEncrypted && !decides(event, me)))
}

const decides = ({ type, stateKey }: StateEvent, me: UserId): boolean =>
  type === 'm.room.encryption' || (type === 'm.room.member' && stateKey === me)

/** Servers tell who somebody is beside what they say: mostly what is known. */
function isToldAgain(reader: Reader, { room }: RoomRecord, { type, stateKey, eventId }: StateEvent): boolean {
  return type === 'm.room.member' && isUserId(stateKey) && eventId !== null && readMember(reader, room, stateKey)?.eventId === eventId
}
