type Keyed = { readonly key: string }

/**
 * The order as it was, with every row as it is now: for a list that must not move while the pointer is over it. A row that went away stays
 * as it was last known, so that nothing slides under the pointer; one that came shows up on release.
 */
export function inHeldOrder<Row extends Keyed>(held: readonly Row[], fresh: readonly Row[]): readonly Row[] {
  const now = new Map(fresh.map((row) => [row.key, row]))
  return held.map((row) => now.get(row.key) ?? row)
}
