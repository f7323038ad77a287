import type { EngineViews } from '../../../preload/contract/views.ts'
import type { Profile } from '../account/profile.ts'
import { readMembers } from '../rooms/rows/member-rows.ts'
import { accountSource } from './account-source.ts'
import type { OpenSource } from './live-view.ts'

type View = EngineViews['members']

/** A window of a room's members. Looking at it has the whole list fetched, once, where sync left it out. */
export function membersView(profile: Profile, input: View['in']): OpenSource<View['row'], View['head'], View['move']> {
  const { account: userId, roomId, query } = input
  let slice: View['move'] = { from: input.from, count: input.count }
  return accountSource({
    profile,
    userId,
    read: ({ me, parts }) => {
      const { from, count } = slice
      const { rows, total } = parts.store.read((reader) => readMembers(reader, { me, roomId, query, from, count }))
      return { rows, head: { total, from } }
    },
    isTouchedBy: ({ rooms, members }) => rooms.has(roomId) || members.has(roomId),
    listen: ({ parts }) => {
      // Those who are known are shown; without network they are all there is to show.
      const load = () => void parts.members.load(roomId).catch(() => undefined)
      load()
      return parts.connectivity.onChange((state) => { if (state.is === 'online') load() })
    },
    move: (to) => { slice = to },
  })
}
