import type { ContentUri, EventId, UserId } from '../../../../preload/contract/index.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** Somebody's membership as it is now, so far as this device was told. */
export type Member = {
  readonly userId: UserId
  /** `join`, `invite`, `knock`, `leave` or `ban`; anything else a server says is kept as `leave`. */
  readonly membership: string
  /** The displayname, cleaned for display; null: none. */
  readonly name: string | null
  /** Equal for names that look alike; null: no name. */
  readonly nameKey: string | null
  readonly avatar: ContentUri | null
  readonly eventId: EventId | null
  /** Who made the membership what it is: whoever invited, kicked, banned, or the person themselves. */
  readonly sender: UserId
  /** The invite said that it is for a direct chat. */
  readonly isDirect: boolean
}

type MemberRow = Omit<Member, 'isDirect'> & { readonly isDirect: number }

const columns = 'user_id AS userId, membership, name, name_key AS nameKey, avatar, event_id AS eventId, sender, is_direct AS isDirect'

const toMember = (row: MemberRow): Member => ({ ...row, isDirect: row.isDirect === 1 })

export function readMember(reader: Reader, room: number, userId: UserId): Member | undefined {
  const row = reader.get<MemberRow>(`SELECT ${columns} FROM member WHERE room = ? AND user_id = ?`, room, userId)
  return row && toMember(row)
}

/** Everybody joined or invited, in no useful order. */
export function readPresentMembers(reader: Reader, room: number): readonly Member[] {
  const sql = `SELECT ${columns} FROM member WHERE room = ? AND membership IN ('join', 'invite')`
  return reader.all<MemberRow>(sql, room).map(toMember)
}

/** Whether somebody else who is joined or invited has a name that looks the same. */
export function isNameShared(reader: Reader, room: number, nameKey: string, userId: UserId): boolean {
  return reader.get(sharedName, room, nameKey, userId) !== undefined
}

/** For the test on its query plan. */
export const sharedName =
  "SELECT 1 AS shared FROM member WHERE room = ? AND name_key = ? AND user_id <> ? AND membership IN ('join', 'invite') LIMIT 1"

export function putMember(writer: Writer, room: number, member: Member): void {
  writer.run(
    `INSERT INTO member (room, user_id, membership, name, name_key, avatar, event_id, sender, is_direct) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (room, user_id) DO UPDATE SET membership = excluded.membership, name = excluded.name, name_key = excluded.name_key,
       avatar = excluded.avatar, event_id = excluded.event_id, sender = excluded.sender, is_direct = excluded.is_direct`,
    room, member.userId, member.membership, member.name, member.nameKey, member.avatar, member.eventId, member.sender, member.isDirect ? 1 : 0,
  )
}

/** Whether the table holds every joined and invited member, or only those whom something was heard of. */
export function setMembersComplete(writer: Writer, room: number, isComplete: boolean): void {
  writer.run('UPDATE room SET members_complete = ? WHERE room = ?', isComplete ? 1 : 0, room)
}
