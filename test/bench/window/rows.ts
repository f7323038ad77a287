import { spreadOf } from '../statistics.ts'
import type { Limit, Measure, Unit } from '../table.ts'

/** A row of the table. */
export function row(subject: string, name: string, unit: Unit, values: readonly number[], limit: Limit | null = null): Measure {
  return { name, subject, unit, spread: spreadOf(values), limit }
}

export const goal = (value: number): Limit => ({ name: 'goal', value })

/** The same measure on the smallest account, which itself is held against nothing. */
export function smallest(measures: readonly Measure[], name: string): Limit | null {
  const found = measures.find((measure) => measure.name === name)
  return found === undefined ? null : { name: found.subject, value: found.spread.median }
}
