// How a room's timeline lies in the store. Positions are integers that order its events; a gap is a position between two events where
// history is missing. A stretch of events between two gaps is a chunk: chunks are not stored, they are what the gaps leave. Invariants:
//  - chunks are in the server's order as far as it is known, and the last one is the live end (it may be empty, after a gap);
//  - between two chunks there is always a gap; before the first there is one unless the room begins there;
//  - positions within a chunk need not be dense, and change only when a stretch turns out to belong elsewhere.

import type { Gap } from '../store/tables/gaps.ts'

/** Events from position `first` to `last`; empty when `last` is below `first`. `gap` lies before it: null where the room begins. */
export type Chunk = { readonly gap: Gap | null; readonly first: number; readonly last: number }

/** Oldest first; empty for a room of which nothing is known. */
export type Layout = readonly Chunk[]

/** Left free at each new gap: more events than anybody pages in, and two million gaps fit into the numbers that JavaScript can hold. */
export const spacing = 2 ** 32

/** Chunks from the gaps and the ends of what lies between them, as the store gives them. */
export function layoutOf(gaps: readonly Gap[], boundsBetween: (after: number | null, before: number | null) => Bounds | undefined): Layout {
  const chunks: Chunk[] = []
  const beginning = boundsBetween(null, gaps[0]?.position ?? null)
  if (beginning) chunks.push({ gap: null, ...beginning })
  for (const [at, gap] of gaps.entries()) {
    const bounds = boundsBetween(gap.position, gaps[at + 1]?.position ?? null)
    if (bounds) chunks.push({ gap, ...bounds })
    // Two gaps in a row cannot be told from one; only the live end may be empty.
    else if (at === gaps.length - 1) chunks.push({ gap, ...emptyAfter(gap.position) })
  }
  return chunks
}

export type Bounds = { readonly first: number; readonly last: number }

function emptyAfter(position: number): Bounds {
  return { first: position + spacing / 2, last: position + spacing / 2 - 1 }
}

/** The index of the chunk that holds `position`, or -1. */
export function chunkAt(layout: Layout, position: number): number {
  return layout.findIndex(({ first, last }) => first <= position && position <= last)
}
