import {
  isUserId, type ContentUri, type Membership, type RoomAlias, type RoomId, type RoomSection, type UserId,
} from '../../../../preload/contract/index.ts'
import { parseJson } from '../../base/json.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

export const knownRoomsSql = 'SELECT room.room_id AS roomId FROM json_each(?) wanted CROSS JOIN room ON room.room_id = wanted.value'

/** Those of the rooms that the store knows. */
export function readKnownRooms(reader: Reader, roomIds: readonly RoomId[]): readonly RoomId[] {
  return reader.all<{ roomId: RoomId }>(knownRoomsSql, JSON.stringify(roomIds)).map(({ roomId }) => roomId)
}

/** The integer by which every other table knows the room; undefined for a room never heard of. */
export function roomKey(reader: Reader, roomId: RoomId): number | undefined {
  return reader.get<{ room: number }>('SELECT room FROM room WHERE room_id = ?', roomId)?.room
}

/** The room's key, giving it one if needed. A room made so is in no section until `refreshSummary` has seen it. */
export function ensureRoom(writer: Writer, roomId: RoomId): number {
  const known = roomKey(writer, roomId)
  if (known !== undefined) return known
  return writer.run(
    "INSERT INTO room (room_id, membership, name, search_name, section) VALUES (?, 'leave', '', '', 'none')", roomId,
  ).rowId
}

/** Rooms by their folded name (`foldText`), those that were left as well. Walks through all rooms. */
export function readRoomsCalled(reader: Reader, searchName: string): readonly number[] {
  return reader.all<{ room: number }>('SELECT room FROM room WHERE search_name = ?', searchName).map(({ room }) => room)
}

export type RoomFace = { readonly room: number; readonly roomId: RoomId; readonly name: string; readonly avatar: ContentUri | null }

/** What rooms are called, by their keys. */
export function readRoomFaces(reader: Reader, rooms: readonly number[]): ReadonlyMap<number, RoomFace> {
  const sql = `SELECT room.room, room_id AS roomId, name, avatar FROM json_each(?) wanted CROSS JOIN room ON room.room = wanted.value`
  return new Map(reader.all<RoomFace>(sql, JSON.stringify(rooms)).map((face) => [face.room, face]))
}

/** `none`: in no list, as a joined space is, or a room that another has replaced. */
export type StoredSection = RoomSection | 'none'

/** What the server says of a room beside its events; undefined leaves it as it is. Counts are of people. */
export type RoomFacts = {
  readonly membership?: Membership | undefined
  readonly joinedCount?: number | undefined
  readonly invitedCount?: number | undefined
  /** After whom a room without a name is called; see `room-name.ts`. */
  readonly heroes?: readonly UserId[] | undefined
  readonly serverUnread?: number | undefined
  readonly serverMentions?: number | undefined
  /** The `sync_position.connection` in which the server spoke of the room. */
  readonly connection?: number | undefined
}

/**
 * Writes nothing where all of it is known, as mostly: SQLite makes the entries of an index anew whenever one of its columns is written, be it as it
 * was. The same holds of `putSummary` and `putUnread`.
 */
export function putRoomFacts(writer: Writer, room: number, facts: RoomFacts): void {
  writer.run(
    `UPDATE room SET membership = coalesce(new.membership, room.membership), joined_count = coalesce(new.joined, joined_count),
       invited_count = coalesce(new.invited, invited_count), heroes = coalesce(new.heroes, room.heroes),
       server_unread = coalesce(new.unread, server_unread), server_mentions = coalesce(new.mentions, server_mentions),
       connection = coalesce(new.connection, room.connection)
     FROM (SELECT ? AS membership, ? AS joined, ? AS invited, ? AS heroes, ? AS unread, ? AS mentions, ? AS connection) new
     WHERE room.room = ? AND (coalesce(new.membership, room.membership) <> room.membership OR coalesce(new.joined, joined_count) <> joined_count
       OR coalesce(new.invited, invited_count) <> invited_count OR coalesce(new.heroes, room.heroes) <> room.heroes
       OR coalesce(new.unread, server_unread) <> server_unread OR coalesce(new.mentions, server_mentions) <> server_mentions
       OR coalesce(new.connection, room.connection) <> room.connection)`,
    facts.membership ?? null, facts.joinedCount ?? null, facts.invitedCount ?? null,
    facts.heroes ? JSON.stringify(facts.heroes) : null, facts.serverUnread ?? null, facts.serverMentions ?? null,
    facts.connection ?? null, room,
  )
}

/** For good, whatever later state says. */
export function markEncrypted(writer: Writer, roomId: RoomId): void {
  const { changes } = writer.run('UPDATE room SET is_encrypted = 1 WHERE room_id = ? AND is_encrypted = 0', roomId)
  if (changes > 0) writer.changes.rooms.add(roomId)
}

/** What `refreshSummary` computes of a room: all that a list needs. */
export type RoomSummary = {
  readonly name: string
  readonly searchName: string
  readonly avatar: ContentUri | null
  readonly topic: string
  readonly alias: RoomAlias | null
  readonly section: StoredSection
  readonly sectionOrder: number
  readonly isSpace: boolean
  readonly isDirect: boolean
  readonly isEncrypted: boolean
  readonly isMuted: boolean
  readonly isMarkedUnread: boolean
  /** The other person of a direct chat of two. */
  readonly directUser: UserId | null
  readonly inviter: UserId | null
  readonly replacedBy: RoomId | null
  readonly network: string | null
  /** Row id of the last thing said. */
  readonly lastEvent: number | null
  readonly lastTs: number
}

/** `before`: as it is stored. */
export function putSummary(writer: Writer, before: RoomRecord, summary: RoomSummary): void {
  const { lastEvent, lastTs, ...standing } = summary
  if (isOtherwise(before, standing)) putStanding(writer, before.room, summary)
  if (isOtherwise(before, { lastEvent, lastTs })) {
    writer.run('UPDATE room SET last_event = ?, last_ts = ? WHERE room = ?', lastEvent, lastTs, before.room)
  }
}

const isOtherwise = (record: RoomRecord, values: Partial<RoomRecord>): boolean => {
  const known: Readonly<Record<string, unknown>> = record
  return Object.entries(values).some(([name, value]) => known[name] !== value)
}

/** What a room is, apart from what is said in it. */
function putStanding(writer: Writer, room: number, summary: Omit<RoomSummary, 'lastEvent' | 'lastTs'>): void {
  const { isSpace, isDirect, isEncrypted, isMuted, isMarkedUnread } = summary
  const flags = [isSpace, isDirect, isEncrypted, isMuted, isMarkedUnread].map(Number)
  writer.run(
    `UPDATE room SET name = ?, search_name = ?, avatar = ?, topic = ?, alias = ?, section = ?, section_order = ?,
       direct_user = ?, inviter = ?, replaced_by = ?, network = ?, is_space = ?, is_direct = ?, is_encrypted = ?, is_muted = ?,
       is_marked_unread = ?
     WHERE room = ?`,
    summary.name, summary.searchName, summary.avatar, summary.topic, summary.alias, summary.section, summary.sectionOrder,
    summary.directUser, summary.inviter, summary.replacedBy, summary.network, ...flags, room,
  )
}

export type UnreadState = { readonly unread: number; readonly mentions: number; readonly readPosition: number | null }

/** `before`: as it is stored. Answers whether it is another one now. */
export function putUnread(writer: Writer, before: RoomRecord, state: UnreadState): boolean {
  if (!isOtherwise(before, state)) return false
  writer.run('UPDATE room SET unread = ?, mentions = ?, read_position = ? WHERE room = ?', state.unread, state.mentions, state.readPosition, before.room)
  return true
}

/** A whole row of the room table. */
export type RoomRecord = RoomSummary & UnreadState & {
  readonly room: number
  readonly roomId: RoomId
  readonly membership: Membership
  readonly joinedCount: number
  readonly invitedCount: number
  readonly heroes: readonly UserId[]
  readonly membersComplete: boolean
  readonly serverUnread: number
  readonly serverMentions: number
  /** See `tables/coverage.ts`. */
  readonly completeFrom: number | null
}

type Flag = 'isSpace' | 'isDirect' | 'isEncrypted' | 'isMuted' | 'isMarkedUnread' | 'membersComplete'
type RawRecord = Omit<RoomRecord, Flag | 'heroes'> & { readonly [Name in Flag]: number } & { readonly heroes: string }

/** The columns of a `RoomRecord`, for statements that select rooms in other ways; `toRoomRecord` reads what they give. */
export const roomColumns = `room, room_id AS roomId, membership, name, search_name AS searchName, avatar, topic, alias, section,
  section_order AS sectionOrder, is_space AS isSpace, is_direct AS isDirect, is_encrypted AS isEncrypted, is_muted AS isMuted,
  is_marked_unread AS isMarkedUnread, direct_user AS directUser, inviter, replaced_by AS replacedBy, network,
  joined_count AS joinedCount, invited_count AS invitedCount, heroes, members_complete AS membersComplete, last_event AS lastEvent,
  last_ts AS lastTs, unread, mentions, read_position AS readPosition, server_unread AS serverUnread, server_mentions AS serverMentions,
  complete_from AS completeFrom`

/** Rooms by any statement that selects `roomColumns`. */
export function readRooms(reader: Reader, sql: string, ...values: readonly (string | number)[]): readonly RoomRecord[] {
  return reader.all<RawRecord>(sql, ...values).map(toRoomRecord)
}

const roomByIdSql = `SELECT ${roomColumns} FROM room WHERE room_id = ?`

export function readRoom(reader: Reader, roomId: RoomId): RoomRecord | undefined {
  const raw = reader.get<RawRecord>(roomByIdSql, roomId)
  return raw && toRoomRecord(raw)
}

function toRoomRecord(raw: RawRecord): RoomRecord {
  return {
    ...raw,
    heroes: readHeroes(raw.heroes),
    isSpace: raw.isSpace === 1,
    isDirect: raw.isDirect === 1,
    isEncrypted: raw.isEncrypted === 1,
    isMuted: raw.isMuted === 1,
    isMarkedUnread: raw.isMarkedUnread === 1,
    membersComplete: raw.membersComplete === 1,
  }
}

function readHeroes(json: string): readonly UserId[] {
  const list = parseJson(json)
  return Array.isArray(list) ? list.filter(isUserId) : []
}

/** Rooms that we are in, are invited to or knock on as far as is known, and of which a later connection has not heard. */
export function readSilentRooms(reader: Reader, connection: number): readonly { readonly room: number; readonly roomId: RoomId }[] {
  return reader.all<{ room: number; roomId: RoomId }>(
    `SELECT room, room_id AS roomId FROM room
     WHERE membership IN ('join', 'invite', 'knock') AND connection > 0 AND connection < ?`,
    connection,
  )
}

/** How many rooms a connection has told of. */
export function countRoomsOf(reader: Reader, connection: number): number {
  return reader.get<{ count: number }>('SELECT count(*) AS count FROM room WHERE connection = ?', connection)?.count ?? 0
}

/** How many of these rooms a connection has told of. */
export function countRoomsAmong(reader: Reader, connection: number, roomIds: readonly RoomId[]): number {
  const sql = `SELECT count(*) AS count FROM json_each(?) wanted CROSS JOIN room ON room.room_id = wanted.value WHERE room.connection = ?`
  return reader.get<{ count: number }>(sql, JSON.stringify(roomIds), connection)?.count ?? 0
}
