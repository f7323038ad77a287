/** Items `from` … `to - 1`. */
export type Range = { readonly from: number; readonly to: number }

/** The index of the item that lies at a height: the last that starts at or above it, the first when none does. */
export function indexAt(offsets: Float64Array, height: number): number {
  let low = 0
  let high = Math.max(0, offsets.length - 2)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((offsets[middle] ?? 0) <= height) low = middle
    else high = middle - 1
  }
  return low
}

/** The items that touch the stretch `top` … `bottom`. */
export function rangeBetween(offsets: Float64Array, top: number, bottom: number): Range {
  if (offsets.length <= 1) return { from: 0, to: 0 }
  return { from: indexAt(offsets, top), to: indexAt(offsets, Math.max(top, bottom)) + 1 }
}

/**
 * The items to keep in the document while the screen shows `top` … `bottom`: those within `margin` around it. What is there already stays
 * until the screen comes nearer than half of the margin to its end, so that slow scrolling does not touch the document at every step.
 */
export function mountedRange(offsets: Float64Array, top: number, bottom: number, margin: number, now: Range | null): Range {
  const needed = rangeBetween(offsets, top - margin / 2, bottom + margin / 2)
  const wanted = rangeBetween(offsets, top - margin, bottom + margin)
  const serves = now !== null && now.from <= needed.from && now.to >= needed.to && now.to < offsets.length
    && wanted.to - wanted.from + slack >= now.to - now.from
  return serves ? now : wanted
}

/** How many items more than wanted may stay before they are given up. */
const slack = 20
