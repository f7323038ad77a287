import type { RoomId, SpaceRow } from '../../../../preload/contract/index.ts'
import type { Me } from '../../base/me.ts'
import { avatarSize, mediaUrl } from '../../media/media-url.ts'
import type { Reader } from '../../store/reader.ts'
import { readRooms, roomColumns } from '../../store/tables/rooms.ts'
import { childrenOf, roomsOfSpace } from '../space-tree.ts'

/** The joined spaces that lie in no other joined space, with what is unread in all their rooms; by name. */
export function readSpaces(reader: Reader, me: Me): readonly SpaceRow[] {
  const spaces = readRooms(reader, `SELECT ${roomColumns} FROM room WHERE section = 'none' AND is_space = 1 AND membership = 'join'`)
  const parents = new Map(spaces.map(({ roomId }) => [roomId, childrenOf(reader, roomId)]))
  const inner = new Set([...parents].flatMap(([parent, children]) => children.filter((child) => child !== parent)))
  // Spaces that hold each other would hide each other: then all of them are shown.
  const outer = spaces.filter(({ roomId }) => !inner.has(roomId) || holdsItself(parents, roomId))
  return outer.toSorted((one, other) => one.searchName.localeCompare(other.searchName)).map(({ roomId, name, avatar }) => ({
    key: roomId,
    roomId,
    name,
    avatar: avatar === null ? null : mediaUrl(me.userId, avatar, avatarSize),
    ...sumUnread(reader, roomsOfSpace(reader, roomId)),
  }))
}

function holdsItself(parents: ReadonlyMap<RoomId, readonly RoomId[]>, roomId: RoomId): boolean {
  const walked = new Set<RoomId>()
  const open = [...(parents.get(roomId) ?? [])]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === roomId) return true
    if (walked.has(at)) continue
    walked.add(at)
    open.push(...(parents.get(at) ?? []))
  }
  return false
}

function sumUnread(reader: Reader, roomIds: readonly RoomId[]): Pick<SpaceRow, 'unread' | 'mentions'> {
  const row = reader.get<{ unread: number; mentions: number }>(
    `SELECT coalesce(sum(unread), 0) AS unread, coalesce(sum(mentions), 0) AS mentions FROM room
     WHERE room_id IN (SELECT value FROM json_each(?)) AND is_muted = 0`,
    JSON.stringify(roomIds),
  )
  return { unread: row?.unread ?? 0, mentions: row?.mentions ?? 0 }
}
