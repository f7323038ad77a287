import type { EngineViews } from '../../../preload/contract/views.ts'
import type { Profile } from '../account/profile.ts'
import { readTrustRow } from '../account/trust-row.ts'
import { accountSource } from './account-source.ts'
import type { OpenSource } from './live-view.ts'

type View = EngineViews['trust']

/** Whether somebody is who they were. What shows it comes a moment after the view was opened: the crypto store answers later. */
export function trustView(profile: Profile, { account: userId, userId: other }: View['in']): OpenSource<View['row'], View['head'], View['move']> {
  let row: View['row'] | undefined
  return accountSource({
    profile,
    userId,
    read: () => ({ rows: row === undefined ? [] : [row], head: {} }),
    isTouchedBy: () => false,
    listen: ({ parts: { encryption: { trust } } }, touched) => {
      let isOver = false
      const look = async (): Promise<void> => {
        const looked = await readTrustRow(trust, other).catch(() => undefined)
        if (isOver || looked === undefined) return
        row = looked
        touched()
      }
      const off = trust.onChange.on((changed) => { if (changed === other) void look() })
      void look()
      return () => {
        isOver = true
        off()
      }
    },
  })
}
