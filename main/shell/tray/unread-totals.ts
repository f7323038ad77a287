import { applyDiffs, type AccountRow, type Diff } from '../../../preload/contract/index.ts'
import { isRecord } from '../../engine/base/json.ts'
import type { EngineWatches } from '../engine/engine-watches.ts'

/** Over all accounts: how much is unread, and how much of it is meant for this person. */
export type UnreadTotals = { readonly unread: number; readonly mentions: number }

/** Follows the accounts for as long as the program runs. `onChange` hears every new total once. */
export function followUnread(watches: EngineWatches, onChange: (totals: UnreadTotals) => void): void {
  let rows: readonly AccountRow[] = []
  let shown: UnreadTotals = { unread: 0, mentions: 0 }
  watches.open('accounts', {}, {
    batch(_seq, diffs) {
      rows = applyDiffs(rows, diffs.filter(isAccountDiff))
      const totals = { unread: sum(rows, 'unread'), mentions: sum(rows, 'mentions') }
      if (totals.unread === shown.unread && totals.mentions === shown.mentions) return
      shown = totals
      onChange(totals)
    },
    gone: () => undefined,
  })
}

const sum = (rows: readonly AccountRow[], of: 'unread' | 'mentions'): number => rows.reduce((total, row) => total + row[of], 0)

/** The engine is ours and its rows are what the contract says; this only tells the type. */
const isAccountDiff = (diff: unknown): diff is Diff<AccountRow> => isRecord(diff) && typeof diff['op'] === 'string'
