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

function changeOf<Row extends Keyed>(old: Row, row: Row, at: number): Diff<Row> {
  const names = differing(old, row)
  if (names === null) return { op: 'set', at, row }
  const fields: Partial<Row> = {}
  const within: { [Name in keyof Row]?: Partial<Row[Name]> } = {}
  for (const name of names) {
    const part = partOf(old[name], row[name])
    if (part === null) fields[name] = row[name]
    else within[name] = part
  }
  return Object.keys(within).length === 0 ? { op: 'change', at, fields } : { op: 'change', at, fields, within }
}

/** What differs of an object within a row; null where it has to be told as a whole. */
function partOf<Value>(old: Value, value: Value): Partial<Value> | null {
  if (!isPlain(old) || !isPlain(value)) return null
  const names = differing(old, value)
  return names === null ? null : Object.fromEntries(names.map((name) => [name, value[name]])) as Partial<Value>
}

/** Names of the fields that are not the same; null where one went, which fields that come cannot say. */
function differing<Value extends object>(old: Value, value: Value): readonly (keyof Value & string)[] | null {
  if (Object.keys(old).some((name) => !Object.hasOwn(value, name))) return null
  return (Object.keys(value) as (keyof Value & string)[]).filter((name) => !isDeepStrictEqual(old[name], value[name]))
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)
