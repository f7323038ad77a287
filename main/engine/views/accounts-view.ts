import type { EngineViews } from '../../../preload/contract/views.ts'
import type { Profile } from '../account/profile.ts'
import type { OpenSource } from './live-view.ts'

type View = EngineViews['accounts']

/** The accounts of the profile with how each is connected and what is unread in it. */
export const accountsView = (profile: Profile): OpenSource<View['row'], View['head'], View['move']> => (touched) => ({
  read: () => ({ rows: profile.accountRows(), head: {} }),
  move: () => undefined,
  dispose: profile.onAccounts.on(touched),
})
