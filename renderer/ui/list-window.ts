import type { Slice } from '../../preload/contract/index.ts'

/** The rows on the screen: first and last index, both included. */
export type Visible = { readonly first: number; readonly last: number }

/** How many rows beyond the screen are asked for on either side, and how near to the edge of what is there one may come before asking. */
const margin = 40
const nearEdge = 15

/**
 * The slice to ask for when `visible` is on the screen and `held` is what is there, or null while that is enough. Asked for in steps, so
 * that a slow scroll asks seldom; what is visible is always inside of the answer.
 */
export function sliceToAsk(visible: Visible, held: Slice, total: number): Slice | null {
  const end = held.from + held.count
  const reachesUp = held.from === 0 || visible.first - held.from >= nearEdge
  const reachesDown = end >= total || end - 1 - visible.last >= nearEdge
  if (reachesUp && reachesDown) return null
  return sliceAround(visible)
}

/** What is visible with a margin around it. */
export function sliceAround(visible: Visible): Slice {
  const from = Math.max(0, visible.first - margin)
  return { from, count: visible.last + 1 + margin - from }
}
