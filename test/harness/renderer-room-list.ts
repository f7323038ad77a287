/** The room list's rows as the engine would order them: sections in their order, folded ones without their rooms. */
import type { RoomFilter, RoomListRow, RoomRow, RoomSection } from '../../preload/contract/index.ts'

const order: readonly RoomSection[] = ['invites', 'favourites', 'people', 'rooms', 'low-priority', 'left']

type Wanted = { readonly filter: RoomFilter; readonly folded: readonly string[]; readonly isInSpace: boolean }

export function roomList(rooms: readonly RoomRow[], { filter, folded, isInSpace }: Wanted): readonly RoomListRow[] {
  const chosen = rooms.filter((room) => suits(room, filter) && (!isInSpace || !room.isDirect))
  return order.flatMap((section) => {
    const inside = chosen.filter((room) => room.section === section).toSorted((a, b) => b.lastEventTs - a.lastEventTs)
    if (inside.length === 0) return []
    const isFolded = folded.includes(section)
    const head: RoomListRow = {
      type: 'section', key: `section:${section}`, section, count: inside.length, isFolded,
      unread: sum(inside, 'unread'), mentions: sum(inside, 'mentions'),
    }
    return isFolded ? [head] : [head, ...inside]
  })
}

const sum = (rooms: readonly RoomRow[], what: 'unread' | 'mentions'): number => rooms.reduce((total, room) => total + room[what], 0)

function suits(room: RoomRow, filter: RoomFilter): boolean {
  switch (filter) {
    case 'all': return room.membership === 'join' || room.membership === 'invite'
    case 'unread': return room.unread > 0 || room.isMarkedUnread
    case 'dm': return room.isDirect
    case 'invites': return room.membership === 'invite'
    case 'favourites': return room.isFavourite
    case 'left': return room.membership === 'leave'
  }
}
