import { isUserId, type UserId } from '../../../preload/contract/index.ts'
import { ownString } from '../base/json.ts'
import type { Reader } from '../store/reader.ts'
import { readMember } from '../store/tables/members.ts'
import { roomKey } from '../store/tables/rooms.ts'
import type { PreparedRoom } from './prepared-response.ts'

/**
 * Those who were not joined as far as the store knows, and are by this response. Servers tell whose devices changed only of people with whom we
 * share a room, and not all of them say so of somebody who accepts an invite: what was known of their devices may be outdated.
 */
export function newlyJoined(reader: Reader, rooms: readonly PreparedRoom[]): readonly UserId[] {
  const found = new Set<UserId>()
  for (const { roomId, state, timeline } of rooms) {
    const room = roomKey(reader, roomId)
    if (room === undefined) continue
    for (const { type, stateKey, content } of [...state, ...timeline?.events ?? []]) {
      if (type !== 'm.room.member' || !isUserId(stateKey) || ownString(content, 'membership') !== 'join') continue
      const before = readMember(reader, room, stateKey)
      if (before !== undefined && before.membership !== 'join') found.add(stateKey)
    }
  }
  return [...found]
}
