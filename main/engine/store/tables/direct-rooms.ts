import type { RoomId, UserId } from '../../../../preload/contract/ids.ts'
import type { Reader } from '../reader.ts'

/**
 * Where to talk with somebody alone: of the rooms that the user calls a direct chat with them (m.direct), one in which both are, an encrypted one
 * first, then one in which the other one is already, then the one last written in.
 */
export function findDirectRoom(reader: Reader, userId: UserId): RoomId | undefined {
  return reader.get<{ roomId: RoomId }>(
    `SELECT room.room_id AS roomId FROM direct_room
     JOIN room ON room.room_id = direct_room.room_id AND room.membership = 'join' AND room.replaced_by IS NULL
     JOIN member ON member.room = room.room AND member.user_id = direct_room.user_id AND member.membership IN ('join', 'invite')
     WHERE direct_room.user_id = ?
     ORDER BY room.is_encrypted DESC, member.membership = 'join' DESC, room.last_ts DESC LIMIT 1`,
    userId,
  )?.roomId
}
