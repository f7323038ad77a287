import type { EngineViews } from '../../../preload/contract/views.ts'
import type { Profile } from '../account/profile.ts'
import { HistoryRows } from '../history/history-rows.ts'
import { accountSource } from './account-source.ts'
import type { OpenSource } from './live-view.ts'

type View = EngineViews['history']

/** How the download of histories goes. */
export function historyView(profile: Profile, { account: userId, roomId }: View['in']): OpenSource<View['row'], View['head'], View['move']> {
  const rows = new HistoryRows(profile.account(userId).parts)
  return accountSource({
    profile,
    userId,
    read: () => ({ rows: rows.read(roomId), head: {} }),
    isTouchedBy: ({ timelines, rooms }) => rows.isTouchedBy([...timelines, ...rooms]),
    listen: ({ parts }, touched) => parts.history.onProgress.on(touched),
  })
}
