import type { EngineViews } from '../../../preload/contract/views.ts'
import type { Profile } from '../account/profile.ts'
import { readSpaces } from '../rooms/rows/space-rows.ts'
import { accountSource } from './account-source.ts'
import type { OpenSource } from './live-view.ts'

type View = EngineViews['spaces']

/** The spaces of the rail. */
export function spacesView(profile: Profile, { account: userId }: View['in']): OpenSource<View['row'], View['head'], View['move']> {
  return accountSource({
    profile,
    userId,
    read: ({ me, parts }) => ({ rows: parts.store.read((reader) => readSpaces(reader, me)), head: {} }),
    isTouchedBy: ({ rooms }) => rooms.size > 0,
  })
}
