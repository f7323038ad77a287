import type { EngineViews } from '../../../preload/contract/views.ts'
import type { Account } from '../account/account.ts'
import { listDeviceRows } from '../account/device-rows.ts'
import type { Profile } from '../account/profile.ts'
import { HomeserverError } from '../matrix/errors.ts'
import { accountSource } from './account-source.ts'
import type { Look, OpenSource } from './live-view.ts'

type View = EngineViews['devices']

/** The account's own devices: asked of the server when somebody begins to look, and when something may have changed. */
export function devicesView(profile: Profile, { account: userId }: View['in']): OpenSource<View['row'], View['head'], View['move']> {
  let look: Look<View['row'], View['head']> = { rows: [], head: { state: 'loading', reason: null } }
  return accountSource({
    profile,
    userId,
    read: () => look,
    isTouchedBy: () => false,
    listen: (account, touched) => listen(account, (next) => {
      look = { rows: next.rows ?? look.rows, head: next.head }
      touched()
    }),
  })
}

type Next = { readonly rows?: readonly View['row'][]; readonly head: View['head'] }

/** Tells what is to be shown from now on, until the function returned is called. */
function listen(account: Account, show: (next: Next) => void): () => void {
  const { encryption, connectivity } = account.parts
  let isOver = false
  let asked = 0
  let hasFailed = false
  const ask = async (): Promise<void> => {
    const question = asked += 1
    const isStale = (): boolean => isOver || question !== asked
    try {
      const rows = await listDeviceRows(account)
      hasFailed = false
      if (!isStale()) show({ rows, head: { state: 'ready', reason: null } })
    } catch (error) {
      hasFailed = true
      const reason = error instanceof HomeserverError ? error.message : 'The devices could not be listed: try again.'
      if (!isStale()) show({ head: { state: 'failed', reason } })
    }
  }
  const offs = [
    encryption.devices.onChange.on(() => void ask()),
    connectivity.onChange((state) => { if (state.is === 'online' && hasFailed) void ask() }),
  ]
  void ask()
  return () => {
    isOver = true
    for (const off of offs) off()
  }
}
