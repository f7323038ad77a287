import { isDeepStrictEqual } from 'node:util'
import type { Diff } from '../../../preload/contract/views.ts'
import { longestIncreasing } from './longest-increasing.ts'

export type Keyed = { readonly key: string }

/**
 * The diffs that turn `before` into `after` when applied one after another; none when nothing changed. Rows are told apart by `key`, so a
 * row that moved is removed and inserted, and as few rows move as possible. Where nearly everything changed a `reset` is the shorter way.
 * `byFields`: of a row that stays only what differs.
 */
export function diffRows<Row extends Keyed>(before: readonly Row[], after: readonly Row[], byFields = false): readonly Diff<Row>[] {
  const places = new Map(before.map((row, at) => [row.key, at]))
  // Two rows of one key cannot be told apart. A view that makes such rows is wrong, but what it shows must not be.
  const isAmbiguous = places.size !== before.length || new Set(after.map((row) => row.key)).size !== after.length
  if (isAmbiguous) return isDeepStrictEqual(before, after) ? [] : [{ op: 'reset', rows: after }]

  const stays = stayingRows(after, places)
  const diffs = [...removals(before, stays), ...insertionsAndChanges(before, after, { places, stays, byFields })]
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
  { places, stays, byFields }: { readonly places: ReadonlyMap<string, number>; readonly stays: ReadonlySet<string>; readonly byFields: boolean },
): readonly Diff<Row>[] {
  return after.flatMap((row, at): readonly Diff<Row>[] => {
    if (!stays.has(row.key)) return [{ op: 'insert', at, row }]
    const old = before[places.get(row.key) ?? -1]
    if (old === undefined || old === row || isDeepStrictEqual(old, row)) return []
    return [byFields ? changeOf(old, row, at) : { op: 'set', at, row }]
  })
}

/** A row that lacks a field it had is told as a whole: fields that come cannot say that one went. */
function changeOf<Row extends Keyed>(old: Row, row: Row, at: number): Diff<Row> {
  if (Object.keys(old).some((name) => !Object.hasOwn(row, name))) return { op: 'set', at, row }
  const names = (Object.keys(row) as (keyof Row & string)[]).filter((name) => !isDeepStrictEqual(old[name], row[name]))
  const fields: Partial<Row> = {}
  for (const name of names) fields[name] = row[name]
  return { op: 'change', at, fields }
}
