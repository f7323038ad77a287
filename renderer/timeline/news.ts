import type { TimelineRow } from '../../preload/contract/index.ts'

/** Whether a row is something that somebody said, and not a change of the room or a hole in its history. */
export function isMessage(row: TimelineRow): boolean {
  return row.content.type !== 'line' && row.content.type !== 'gap'
}

/** How many messages of others stand after a row; 0 when the row is not there, because then nobody knows. */
export function countAfter(rows: readonly TimelineRow[], key: string | null): number {
  if (key === null) return 0
  const at = rows.findLastIndex((row) => row.key === key)
  return at === -1 ? 0 : rows.slice(at + 1).filter((row) => isMessage(row) && !row.isMine).length
}

/** The messages of others that a list has at its end and had not before, for telling them to those who do not see the screen. */
export function arrivals(before: readonly TimelineRow[], now: readonly TimelineRow[]): readonly TimelineRow[] {
  const last = before.at(-1)
  if (last === undefined) return []
  const known = new Set(before.map((row) => row.key))
  const at = now.findLastIndex((row) => known.has(row.key))
  return at === -1 ? [] : now.slice(at + 1).filter((row) => isMessage(row) && !row.isMine)
}
