import { isDeepStrictEqual } from 'node:util'
import type { Diff } from '../../../preload/contract/views.ts'
import { longestIncreasing } from './longest-increasing.ts'

export type Keyed = { readonly key: string }

/**
 * The diffs that turn `before` into `after` when applied one after another; none when nothing changed. Rows are told apart by `key`, so a
 * row that moved is removed and inserted, and as few rows move as possible. Where nearly everything changed a `reset` is the shorter way.
 */
export function diffRows<Row extends Keyed>(before: readonly Row[], after: readonly Row[]): readonly Diff<Row>[] {
  const places = new Map(before.map((row, at) => [row.key, at]))
  // Two rows of one key cannot be told apart. A view that makes such rows is wrong, but what it shows must not be.
  const isAmbiguous = places.size !== before.length || new Set(after.map((row) => row.key)).size !== after.length
  if (isAmbiguous) return isDeepStrictEqual(before, after) ? [] : [{ op: 'reset', rows: after }]

  const stays = stayingRows(after, places)
  const diffs = [...removals(before, stays), ...insertionsAndChanges(before, after, places, stays)]
  return diffs.length > after.length + 1 ? [{ op: 'reset', rows: after }] : diffs
}

/** Keys of the rows that keep their order among each other: all others are removed, inserted or moved around them. */
function stayingRows(after: readonly Keyed[], places: ReadonlyMap<string, number>): ReadonlySet<string> {
  const known = after.flatMap((row) => {
    const at = places.get(row.key)
    return at === undefined ? [] : [{ key: row.key, at }]
  })
  const kept = longestIncreasing(known.map(({ at }) => at))
  return new Set(kept.flatMap((index) => known[index]?.key ?? []))
}

/** From the end, so that the positions of those still to be removed do not shift. */
function removals(before: readonly Keyed[], stays: ReadonlySet<string>): readonly { readonly op: 'remove'; readonly at: number }[] {
  return before
    .flatMap((row, at) => (stays.has(row.key) ? [] : [{ op: 'remove' as const, at }]))
    .reverse()
}

function insertionsAndChanges<Row extends Keyed>(
  before: readonly Row[],
  after: readonly Row[],
  places: ReadonlyMap<string, number>,
  stays: ReadonlySet<string>,
): readonly Diff<Row>[] {
  return after.flatMap((row, at): readonly Diff<Row>[] => {
    if (!stays.has(row.key)) return [{ op: 'insert', at, row }]
    const old = before[places.get(row.key) ?? -1]
    return old === row || isDeepStrictEqual(old, row) ? [] : [{ op: 'set', at, row }]
  })
}
