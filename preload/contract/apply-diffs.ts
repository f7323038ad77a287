import type { Diff, Within } from './views.ts'

/**
 * The rows after the diffs, as a new array; the same array when there was nothing to change. A diff whose position is outside of the rows
 * cannot be meant and is left out: the next `reset` puts the list right.
 */
export function applyDiffs<Row>(rows: readonly Row[], diffs: readonly Diff<Row>[]): readonly Row[] {
  const start = lastReset(diffs)
  if (start === -1 && diffs.length === 0) return rows
  const from = diffs[start]
  const next = from?.op === 'reset' ? [...from.rows] : [...rows]
  for (const diff of diffs.slice(start + 1)) applyOne(next, diff)
  return next
}

/** Whatever came before the last reset does not matter. */
function lastReset<Row>(diffs: readonly Diff<Row>[]): number {
  for (let at = diffs.length - 1; at >= 0; at -= 1) if (diffs[at]?.op === 'reset') return at
  return -1
}

function change<Row>(rows: Row[], { at, fields, within = {} }: Extract<Diff<Row>, { op: 'change' }>): void {
  const row = rows[at]
  if (row === undefined || row === null) return
  const changed = { ...row, ...fields }
  for (const name of keysOf(within)) changed[name] = { ...row[name], ...within[name] }
  rows[at] = changed
}

const keysOf = <Row>(within: Within<Row>): readonly (keyof Row)[] => Object.keys(within) as (keyof Row & string)[]

function applyOne<Row>(rows: Row[], diff: Diff<Row>): void {
  if (diff.op === 'insert' && diff.at <= rows.length) rows.splice(diff.at, 0, diff.row)
  else if (diff.op === 'set' && diff.at < rows.length) rows[diff.at] = diff.row
  else if (diff.op === 'change') change(rows, diff)
  else if (diff.op === 'remove' && diff.at < rows.length) rows.splice(diff.at, 1)
}
