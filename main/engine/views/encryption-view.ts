import type { EngineViews } from '../../../preload/contract/views.ts'
import type { Profile } from '../account/profile.ts'
import { encryptionRow } from '../crypto/encryption-row.ts'
import { countUndecrypted } from '../store/tables/undecrypted.ts'
import { accountSource } from './account-source.ts'
import type { OpenSource } from './live-view.ts'

type View = EngineViews['encryption']

/** How an account's encryption stands. */
export function encryptionView(profile: Profile, { account: userId }: View['in']): OpenSource<View['row'], View['head'], View['move']> {
  return accountSource({
    profile,
    userId,
    read: ({ parts }) => ({ rows: [encryptionRow(userId, parts.encryption, parts.store.read(countUndecrypted))], head: {} }),
    isTouchedBy: ({ timelines }) => timelines.size > 0,
    listen: ({ parts }, touched) => parts.encryption.onStatus.on(touched),
  })
}
