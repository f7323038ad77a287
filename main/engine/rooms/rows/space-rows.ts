import type { RoomId, SpaceRow } from '../../../../preload/contract/index.ts'
import type { Me } from '../../base/me.ts'
import { avatarSize, mediaUrl } from '../../media/media-url.ts'
import type { Reader } from '../../store/reader.ts'
import { readRooms, roomColumns } from '../../store/tables/rooms.ts'
import { isJoinedSpace, SpaceTree } from '../space-tree.ts'

/** The joined spaces that lie in no other joined space, with what is unread in all their rooms; by name. */
export function readSpaces(reader: Reader, me: Me): readonly SpaceRow[] {
  const spaces = readRooms(reader, `SELECT ${roomColumns} FROM room WHERE ${isJoinedSpace}`)
  const tree = new SpaceTree(reader)
  const parents = new Map(spaces.map(({ roomId }) => [roomId, tree.childrenOf(roomId)]))
  const inner = new Set([...parents].flatMap(([parent, children]) => children.filter((child) => child !== parent)))
  // Spaces that hold each other would hide each other: then all of them are shown.
  const outer = spaces.filter(({ roomId }) => !inner.has(roomId) || holdsItself(parents, roomId))
  const unread = readUnread(reader)
  return outer.toSorted((one, other) => one.searchName.localeCompare(other.searchName)).map(({ roomId, name, avatar }) => ({
    key: roomId,
    roomId,
    name,
    avatar: avatar === null ? null : mediaUrl(me.userId, avatar, avatarSize),
    ...sumUnread(unread, tree.roomsOf(roomId)),
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

type Unread = Pick<SpaceRow, 'unread' | 'mentions'>

/** Exported for the test on its query plan: of ten thousand rooms the few in which something is unread. */
export const unreadSql = 'SELECT room_id AS roomId, unread, mentions FROM room WHERE unread > 0 AND is_muted = 0'

const readUnread = (reader: Reader): ReadonlyMap<string, Unread> =>
  new Map(reader.all<Unread & { roomId: string }>(unreadSql).map((row) => [row.roomId, row]))

function sumUnread(unread: ReadonlyMap<string, Unread>, roomIds: readonly RoomId[]): Unread {
  const rows = roomIds.map((roomId) => unread.get(roomId)).filter((row) => row !== undefined)
  return { unread: rows.reduce((sum, row) => sum + row.unread, 0), mentions: rows.reduce((sum, row) => sum + row.mentions, 0) }
}
