import type { ContentUri, EventId, RoomId, UserId } from '../../../../preload/contract/index.ts'
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

/** Whether somebody else who is joined or invited has a name that looks the same. */
export function isNameShared(reader: Reader, room: number, nameKey: string, userId: UserId): boolean {
  return reader.get(sharedName, room, nameKey, userId) !== undefined
}

/** Exported for the test on its query plan: without being told SQLite walks through all members. */
export const sharedName = `SELECT 1 AS shared FROM member INDEXED BY member_by_name
  WHERE room = ? AND name_key = ? AND user_id <> ? AND membership IN ('join', 'invite') LIMIT 1`

/** A member beside whether somebody else who is joined or invited has a name that looks the same. */
export type NamedMember = Member & { readonly isNameShared: boolean }

export const namedMembersSql = `SELECT ${columns}, EXISTS (
    SELECT 1 FROM member AS other INDEXED BY member_by_name
    WHERE other.room = member.room AND other.name_key = member.name_key AND other.user_id <> member.user_id
      AND other.membership IN ('join', 'invite')
  ) AS isNameShared
  FROM json_each(?) AS wanted CROSS JOIN member ON member.room = ? AND member.user_id = wanted.value`

/** Those of the users who are known as members, in one statement. */
export function readNamedMembers(reader: Reader, room: number, userIds: readonly UserId[]): readonly NamedMember[] {
  const rows = reader.all<MemberRow & { readonly isNameShared: number }>(namedMembersSql, JSON.stringify(userIds), room)
  return rows.map((row) => ({ ...toMember(row), isNameShared: row.isNameShared === 1 }))
}

export function putMember(writer: Writer, room: number, member: Member): void {
  writer.run(
    `INSERT INTO member (room, user_id, membership, name, name_key, avatar, event_id, sender, is_direct) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (room, user_id) DO UPDATE SET membership = excluded.membership, name = excluded.name, name_key = excluded.name_key,
       avatar = excluded.avatar, event_id = excluded.event_id, sender = excluded.sender, is_direct = excluded.is_direct`,
    room, member.userId, member.membership, member.name, member.nameKey, member.avatar, member.eventId, member.sender,
    member.isDirect ? 1 : 0,
  )
}

/** Whether the table holds every joined and invited member, or only those whom something was heard of. */
export function setMembersComplete(writer: Writer, room: number, isComplete: boolean): void {
  writer.run('UPDATE room SET members_complete = ? WHERE room = ?', isComplete ? 1 : 0, room)
}

/** Somebody's name and picture told without their membership event: taken over, and with it the person where they were not known. */
export function putProfile(writer: Writer, room: number, member: Member): void {
  writer.run(
    `INSERT INTO member (room, user_id, membership, name, name_key, avatar, sender) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (room, user_id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, avatar = excluded.avatar`,
    room, member.userId, member.membership, member.name, member.nameKey, member.avatar, member.sender,
  )
}

/** An invite of ours that the server took: they are invited unless something else is known of them. */
export function noteInvited(
  writer: Writer, { roomId, userId, by }: { readonly roomId: RoomId; readonly userId: UserId; readonly by: UserId },
): void {
  writer.run(
    `INSERT INTO member (room, user_id, membership, sender) SELECT room, ?, 'invite', ? FROM room WHERE room_id = ?
     ON CONFLICT (room, user_id) DO UPDATE SET membership = 'invite', sender = excluded.sender WHERE membership NOT IN ('join', 'invite')`,
    userId, by, roomId,
  )
  writer.changes.members.add(roomId)
}

/** Who invited `me` to a direct chat, while that invite is open; null: nobody did. */
export function readDirectInviter(reader: Reader, roomId: RoomId, me: UserId): UserId | null {
  const sql = `SELECT member.sender AS inviter FROM room JOIN member ON member.room = room.room AND member.user_id = ?
    WHERE room.room_id = ? AND member.membership = 'invite' AND member.is_direct = 1`
  return reader.get<{ inviter: UserId }>(sql, me, roomId)?.inviter ?? null
}

/** A few members beside `me`, always the same ones: those present, or when there are none those who left. */
export function readSomeOthers(reader: Reader, room: number, me: UserId, count: number): readonly Member[] {
  const others = (memberships: string) => reader.all<MemberRow>(
    `SELECT ${columns} FROM member WHERE room = ? AND user_id <> ? AND membership IN (${memberships}) ORDER BY user_id LIMIT ?`,
    room, me, count,
  ).map(toMember)
  const present = others("'join', 'invite'")
  return present.length > 0 ? present : others("'leave', 'ban'")
}

/** How many beside `me` are joined or invited as far as the table knows, which may be fewer than there are. */
export function countOthers(reader: Reader, room: number, me: UserId): number {
  const sql = "SELECT count(*) AS count FROM member WHERE room = ? AND user_id <> ? AND membership IN ('join', 'invite')"
  return reader.get<{ count: number }>(sql, room, me)?.count ?? 0
}

/** Which of those present: nobody of `except`, and only whose name key holds `nameKey` or whose id holds `idPart` (empty: everybody). */
export type MemberWindow = {
  readonly except: readonly UserId[]
  readonly nameKey: string
  readonly idPart: string
  readonly from: number
  readonly count: number
}

/** By name, those without one first; and how many there are in all. */
export function readMembersInOrder(
  reader: Reader, room: number, { except, nameKey, idPart, from, count }: MemberWindow,
): { readonly members: readonly Member[]; readonly total: number } {
  const isAll = nameKey === '' && idPart === ''
  const values = [room, JSON.stringify(except), ...(isAll ? [] : [nameKey === '' ? '\0' : nameKey, idPart.toLowerCase()])]
  const total = reader.get<{ count: number }>(`SELECT count(*) AS count ${membersWhere(isAll)}`, ...values)?.count ?? 0
  if (count <= 0) return { members: [], total }
  return { members: reader.all<MemberRow>(memberWindowSql(isAll), ...values, count, from).map(toMember), total }
}

const membersWhere = (isAll: boolean): string => `FROM member
  WHERE room = ? AND membership IN ('join', 'invite') AND user_id NOT IN (SELECT value FROM json_each(?))
  ${isAll ? '' : 'AND (instr(name_key, ?) > 0 OR instr(lower(user_id), ?) > 0)'}`

/** Exported for the test on its query plan. */
export const memberWindowSql = (isAll: boolean): string =>
  `SELECT ${columns} ${membersWhere(isAll)} ORDER BY name COLLATE NOCASE, user_id LIMIT ? OFFSET ?`

/** Everybody joined or invited, as far as the table knows. */
export function readPresentIds(reader: Reader, room: number): readonly UserId[] {
  const sql = "SELECT user_id AS userId FROM member WHERE room = ? AND membership IN ('join', 'invite')"
  return reader.all<{ userId: UserId }>(sql, room).map((row) => row.userId)
}

export function readJoinedIds(reader: Reader, room: number): readonly UserId[] {
  const sql = "SELECT user_id AS userId FROM member WHERE room = ? AND membership = 'join'"
  return reader.all<{ userId: UserId }>(sql, room).map((row) => row.userId)
}

/** They are no longer in the room; nobody told how they went. */
export function markAbsent(writer: Writer, room: number, userId: UserId): void {
  writer.run("UPDATE member SET membership = 'leave', event_id = NULL WHERE room = ? AND user_id = ?", room, userId)
}

/** Those whom these events made what they are. Walks through all members of the room. */
export function readMembersByEvent(reader: Reader, room: number, eventIds: readonly EventId[]): readonly Member[] {
  const sql = `SELECT ${columns} FROM member WHERE room = ? AND event_id IN (SELECT value FROM json_each(?))`
  return reader.all<MemberRow>(sql, room, JSON.stringify(eventIds)).map(toMember)
}

const mostCalled = 200

/** Exported for the test on its query plan. */
export const membersCalledSql = (rooms: 'some' | 'all'): string => {
  const places = rooms === 'all' ? '(SELECT room AS value FROM room)' : 'json_each(?)'
  return `SELECT member.user_id AS userId FROM ${places} place CROSS JOIN member INDEXED BY member_by_name
      ON member.room = place.value AND member.name_key >= ? AND member.name_key < ? WHERE member.membership IN ('join', 'invite')
    UNION SELECT member.user_id FROM ${places} place CROSS JOIN member
      ON member.room = place.value AND member.user_id >= ? AND member.user_id < ?
    LIMIT ${mostCalled}`
}

/** Who is present in one of the rooms (none given: in any) with a name that begins so, or was ever there with this localpart. */
export function readMembersCalled(
  reader: Reader, { nameKey, localpart }: { readonly nameKey: string; readonly localpart: string }, rooms: readonly number[],
): readonly UserId[] {
  const place = rooms.length === 0 ? [] : [JSON.stringify(rooms)]
  const names = nameKey === '' ? ['', ''] : [nameKey, `${nameKey}\u{10ffff}`]
  const sql = membersCalledSql(rooms.length === 0 ? 'all' : 'some')
  return reader.all<{ userId: UserId }>(sql, ...place, ...names, ...place, `@${localpart}:`, `@${localpart};`).map(({ userId }) => userId)
}
