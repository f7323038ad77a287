import type { RoomId, UserId } from '../../../../preload/contract/ids.ts'
import type { Reader } from '../reader.ts'

/**
 * Where to talk with somebody alone: a room in which both are, and which the user calls a direct chat with them (m.direct), or, failing that,
 * in which nobody else is. An encrypted one first, then one in which the other one is already, then the one last written in.
 */
export function findDirectRoom(reader: Reader, userId: UserId): RoomId | undefined {
  return reader.get<{ roomId: RoomId }>(
    `SELECT room.room_id AS roomId,
       EXISTS (SELECT 1 FROM direct_room WHERE direct_room.room_id = room.room_id AND direct_room.user_id = member.user_id) AS isDirect
     FROM room JOIN member ON member.room = room.room AND member.user_id = ? AND member.membership IN ('join', 'invite')
     WHERE room.membership = 'join' AND room.replaced_by IS NULL AND room.is_space = 0
       AND (isDirect = 1 OR room.joined_count + room.invited_count = 2)
     ORDER BY isDirect DESC, room.is_encrypted DESC, member.membership = 'join' DESC, room.last_ts DESC LIMIT 1`,
    userId,
  )?.roomId
}
