import type { EngineViews } from '../../../preload/contract/views.ts'
import type { Profile } from '../account/profile.ts'
import { readRoomList } from '../rooms/rows/room-list.ts'
import { accountSource } from './account-source.ts'
import type { OpenSource } from './live-view.ts'

type View = EngineViews['rooms']

/** A window of the room list. */
export function roomsView(profile: Profile, input: View['in']): OpenSource<View['row'], View['head'], View['move']> {
  const { account: userId, filter, space, folded } = input
  let slice: View['move'] = { from: input.from, count: input.count }
  return accountSource({
    profile,
    userId,
    read: ({ me, parts }) => {
      const { from, count } = slice
      const { rows, total } = parts.store.read((reader) => readRoomList(reader, { me, filter, space, folded, from, count }))
      return { rows, head: { total, from } }
    },
    isTouchedBy: ({ rooms, accountData }) => rooms.size > 0 || accountData.size > 0,
    move: (to) => { slice = to },
  })
}
