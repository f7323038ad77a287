import type { Spread } from './statistics.ts'

export type Unit = 'ms' | 'MB' | 'KB' | '/s' | 'MB/s' | 'requests' | 'events' | 'elements' | 'messages' | 'rooms' | 'bytes' | '%' | 'px'

/** What a measure is held against: a goal, or a peer that was measured in the same run. */
export type Limit = { readonly name: string; readonly value: number }

export type Measure = {
  readonly name: string
  /** What was measured: which account, which machine part. */
  readonly subject: string
  readonly unit: Unit
  readonly spread: Spread
  readonly limit: Limit | null
}

/** A measure's median as a share of its limit; below 1 is better, except for rates. */
export function ratioOf({ spread, limit }: Measure): number | null {
  return limit === null || limit.value === 0 ? null : spread.median / limit.value
}

/** The table as a person reads it, one line a measure. */
export function drawTable(measures: readonly Measure[]): string {
  const head = ['measure', 'on', 'median', 'least … most', 'runs', 'held against', 'ratio']
  const rows = measures.map((measure) => {
    const { spread, limit, unit } = measure
    const ratio = ratioOf(measure)
    return [
      measure.name,
      measure.subject,
      amount(spread.median, unit),
      `${amount(spread.least, unit)} … ${amount(spread.most, unit)}`,
      String(spread.runs),
      limit === null ? '' : `${limit.name}: ${amount(limit.value, unit)}`,
      ratio === null ? '' : ratio.toFixed(2),
    ]
  })
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

function amount(value: number, unit: Unit): string {
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${unit}`
}
