/** What several runs of one measure say together. */
export type Spread = { readonly least: number; readonly median: number; readonly most: number; readonly runs: number }

/** Throws for no values at all: a figure that nobody saw is none. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other)
  const [least, median, most] = [sorted[0], sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)]
  if (least === undefined || median === undefined || most === undefined) throw new Error('A measure without a single run')
  return { least, median, most, runs: sorted.length }
}

/** The value below which such a share (0 to 1) of them lies. Throws for no values at all. */
export function percentile(values: readonly number[], share: number): number {
  const value = values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))]
  if (value === undefined) throw new Error('A measure without a single run')
  return value
}
