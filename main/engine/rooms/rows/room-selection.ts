import type { RoomFilter, RoomId, RoomSection } from '../../../../preload/contract/index.ts'

/** Which rooms a list holds: sections, and conditions on top. The texts are constant, so that each statement is compiled once. */
export type Selection = { readonly sections: readonly RoomSection[]; readonly where: string; readonly values: readonly string[] }

const inList: readonly RoomSection[] = ['invites', 'favourites', 'people', 'rooms', 'low-priority']

const byFilter: { readonly [Filter in RoomFilter]: Omit<Selection, 'values'> } = {
  all: { sections: inList, where: '' },
  unread: { sections: inList, where: ' AND (unread > 0 OR is_marked_unread = 1)' },
  dm: { sections: inList, where: ' AND is_direct = 1' },
  invites: { sections: ['invites'], where: " AND membership = 'invite'" },
  favourites: { sections: ['favourites'], where: '' },
  left: { sections: ['left'], where: '' },
}

/** `rooms`: the only ones to show, where a space is chosen. */
export function selectRooms(filter: RoomFilter, rooms: readonly RoomId[] | null): Selection {
  const { sections, where } = byFilter[filter]
  if (rooms === null) return { sections, where, values: [] }
  return { sections, where: `${where} AND room_id IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(rooms)] }
}
