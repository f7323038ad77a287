import type { RoomId, UserId } from '../../../../preload/contract/ids.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** withdrawn: we had verified who they were before. */
export type IdentityChange = 'changed' | 'withdrawn'

export type ChangedIdentity = { readonly userId: UserId; readonly trust: IdentityChange }

/** Everybody whose identity is another one than before. */
export function readChangedIdentities(reader: Reader): readonly ChangedIdentity[] {
  return reader.all<ChangedIdentity>('SELECT user_id AS userId, trust FROM changed_identity')
}

/** Those of them who are in a room, the ones that keep us from sending first. */
export function readChangedIdentitiesIn(reader: Reader, room: number, limit: number): readonly ChangedIdentity[] {
  return reader.all<ChangedIdentity>(changedInRoomSql, room, limit)
}

/** Exported for the test on its query plan: few people ever change, and many are in a room. */
export const changedInRoomSql = `SELECT changed_identity.user_id AS userId, changed_identity.trust AS trust
  FROM changed_identity CROSS JOIN member ON member.room = ? AND member.user_id = changed_identity.user_id
  WHERE member.membership IN ('join', 'invite')
  ORDER BY changed_identity.trust = 'withdrawn' DESC, changed_identity.user_id LIMIT ?`

/** Null: it is settled. Answers whether that is news. */
export function putIdentityChange(writer: Writer, userId: UserId, trust: IdentityChange | null): boolean {
  const { changes } = trust === null
    ? writer.run('DELETE FROM changed_identity WHERE user_id = ?', userId)
    : writer.run(
      `INSERT INTO changed_identity (user_id, trust) VALUES (?, ?)
       ON CONFLICT (user_id) DO UPDATE SET trust = excluded.trust WHERE trust <> excluded.trust`,
      userId, trust,
    )
  if (changes === 0) return false
  const rooms = writer.all<{ roomId: RoomId }>(
    `SELECT room.room_id AS roomId FROM member JOIN room ON room.room = member.room
     WHERE member.user_id = ? AND member.membership IN ('join', 'invite') AND room.is_encrypted = 1`,
    userId,
  )
  for (const { roomId } of rooms) writer.changes.rooms.add(roomId)
  return true
}
