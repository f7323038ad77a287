/** What several runs of one measure say together. */
export type Spread = { readonly least: number; readonly median: number; readonly most: number; readonly runs: number }

/** Throws for no values at all: a figure that nobody saw is none. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other)
  const [least, median, most] = [sorted[0], sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)]
  if (least === undefined || median === undefined || most === undefined) throw new Error('A measure without a single run')
  return { least, median, most, runs: sorted.length }
}
