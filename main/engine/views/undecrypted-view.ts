import type { EngineViews } from '../../../preload/contract/views.ts'
import type { Profile } from '../account/profile.ts'
import { readUndecryptedRows } from '../timeline/rows/undecrypted-rows.ts'
import { accountSource } from './account-source.ts'
import type { OpenSource } from './live-view.ts'

type View = EngineViews['undecrypted']

/** Why messages are not decrypted, over all rooms. */
export function undecryptedView(profile: Profile, { account: userId }: View['in']): OpenSource<View['row'], View['head'], View['move']> {
  return accountSource({
    profile,
    userId,
    read: ({ parts }) => ({ rows: parts.store.read(readUndecryptedRows), head: {} }),
    isTouchedBy: ({ timelines }) => timelines.size > 0,
  })
}
