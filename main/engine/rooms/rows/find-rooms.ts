import { isRoomAlias, isRoomId, type FoundRow, type RoomId, type UserId } from '../../../../preload/contract/index.ts'
import type { Me } from '../../base/me.ts'
import type { Reader } from '../../store/reader.ts'
import { readMember } from '../../store/tables/members.ts'
import { readRoom, roomKey } from '../../store/tables/rooms.ts'
import { cleanName } from '../clean-name.ts'
import { findLike } from './fuzzy.ts'
import { readRoomRow } from './room-row.ts'

type Candidate = {
  readonly room: number
  readonly roomId: RoomId
  readonly name: string
  readonly alias: string | null
  readonly directUser: UserId | null
}

/**
 * By name, alias and the other person of a direct chat; forgives typing errors; best first. Without a query: the rooms last active.
 * Rooms that were left are not found.
 */
export function findRooms(
  reader: Reader, { me, query, limit }: { readonly me: Me; readonly query: string; readonly limit: number },
): readonly FoundRow[] {
  const candidates = reader.all<Candidate>(
    `SELECT room, room_id AS roomId, name, alias, direct_user AS directUser FROM room
     WHERE membership IN ('join', 'invite') ORDER BY last_ts DESC, room`,
  )
  const wanted = query.trim()
  const found = wanted === '' ? candidates.map((candidate) => ({ candidate, matches: [] })) : match(reader, candidates, wanted)
  return found.slice(0, limit).flatMap(({ candidate, matches }) => {
    const row = readRoomRow(reader, me, candidate.roomId)
    return row === null ? [] : [{ key: candidate.roomId, room: row, matches }]
  })
}

type Found = { readonly candidate: Candidate; readonly matches: FoundRow['matches'] }

/** Hits in names come before hits in what is not on the screen. */
function match(reader: Reader, candidates: readonly Candidate[], query: string): readonly Found[] {
  const found = new Map<RoomId, Found>()
  const take = (candidate: Candidate | undefined, matches: Found['matches']) => {
    if (candidate !== undefined && !found.has(candidate.roomId)) found.set(candidate.roomId, { candidate, matches })
  }
  for (const { at, ranges } of findLike(candidates.map(({ name }) => name), query)) take(candidates[at], ranges)
  for (const { at } of findLike(candidates.map((candidate) => otherNames(reader, candidate)), query)) take(candidates[at], [])
  return [...found.values()]
}

function otherNames(reader: Reader, { room, alias, directUser }: Candidate): string {
  const person = directUser === null ? '' : `${readMember(reader, room, directUser)?.name ?? ''} ${directUser}`
  return `${alias ?? ''} ${person}`.trim()
}

/** Every room that `text` names exactly: by id, by alias, or else by the name the list shows. Left rooms count where there is no other. */
export function resolveRoomName(reader: Reader, text: string): readonly RoomId[] {
  if (isRoomId(text) && roomKey(reader, text) !== undefined) return [text]
  if (isRoomAlias(text)) {
    const named = select(reader, 'SELECT room_id AS roomId FROM room WHERE alias = ?', text)
    if (named.length > 0) return present(reader, named)
  }
  return present(reader, select(reader, roomByNameSql, cleanName(text) ?? text))
}

/** Exported for the test on its query plan. */
export const roomByNameSql = 'SELECT room_id AS roomId FROM room WHERE name = ?'

const select = (reader: Reader, sql: string, text: string): readonly RoomId[] =>
  reader.all<{ roomId: RoomId }>(sql, text).map((row) => row.roomId)

function present(reader: Reader, roomIds: readonly RoomId[]): readonly RoomId[] {
  const isPresent = (roomId: RoomId) => ['join', 'invite'].includes(readRoom(reader, roomId)?.membership ?? 'leave')
  const here = roomIds.filter(isPresent)
  return here.length > 0 ? here : roomIds
}
