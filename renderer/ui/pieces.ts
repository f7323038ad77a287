export type Piece = { readonly text: string; readonly isMatch: boolean }

/** A text cut at the ranges `[start, end)` that matched. Ranges out of order, overlapping or outside of the text are made to fit. */
export function pieces(text: string, matches: readonly (readonly [number, number])[]): readonly Piece[] {
  const found: Piece[] = []
  let at = 0
  for (const [start, end] of [...matches].sort((a, b) => a[0] - b[0])) {
    const from = Math.max(at, start)
    const to = Math.min(text.length, end)
    if (to <= from) continue
    if (from > at) found.push({ text: text.slice(at, from), isMatch: false })
    found.push({ text: text.slice(from, to), isMatch: true })
    at = to
  }
  if (at < text.length) found.push({ text: text.slice(at), isMatch: false })
  return found
}
