import type { EngineViews } from '../../../preload/contract/views.ts'
import type { Profile } from '../account/profile.ts'
import { readOutboxRows } from '../sending/outbox-rows.ts'
import { accountSource } from './account-source.ts'
import type { OpenSource } from './live-view.ts'

type View = EngineViews['outbox']

/** What waits to be sent or was refused. */
export function outboxView(profile: Profile, { account: userId }: View['in']): OpenSource<View['row'], View['head'], View['move']> {
  return accountSource({
    profile,
    userId,
    read: ({ parts }) => ({ rows: parts.store.read(readOutboxRows), head: {} }),
    isTouchedBy: ({ outbox }) => outbox,
  })
}
