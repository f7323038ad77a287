import type { EngineViews } from '../../../preload/contract/views.ts'
import { AccountError } from '../account/account-error.ts'
import type { Profile } from '../account/profile.ts'
import { readRoomDetails } from '../rooms/rows/room-details.ts'
import { accountSource } from './account-source.ts'
import type { OpenSource } from './live-view.ts'

type View = EngineViews['room']

/** One room's head: what it is called, who types, what may be done there. */
export function roomView(profile: Profile, { account: userId, roomId }: View['in']): OpenSource<View['row'], View['head'], View['move']> {
  return accountSource({
    profile,
    userId,
    read: ({ me, parts }) => {
      const row = parts.store.read((reader) => readRoomDetails(reader, { me, roomId, typing: parts.sync.typing(roomId) }))
      if (row === null) throw new AccountError('not-found', 'There is no such room in this account.')
      return { rows: [row], head: {} }
    },
    isTouchedBy: ({ rooms, members }) => rooms.has(roomId) || members.has(roomId),
    listen: ({ parts }, touched) => parts.sync.onTyping((where) => { if (where === roomId) touched() }),
  })
}
