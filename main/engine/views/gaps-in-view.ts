import type { TimelineRow } from '../../../preload/contract/rows/timeline-row.ts'
import type { GapRef, TimelineSlice } from '../timeline/read-rows.ts'

/** The gaps of a window by where they lie: before its first event, between two, after its last. */
export type GapsInView = { readonly before: GapRef | undefined; readonly between: readonly GapRef[]; readonly after: GapRef | undefined }

/** Rows that were trimmed off take their gaps along: those left are matched by their order among the slice's rows. */
export function gapsInView(rows: readonly TimelineRow[], slice: Pick<TimelineSlice, 'rows' | 'gaps'>): GapsInView {
  const gapRows = slice.rows.filter(isGap)
  const refs = new Map(gapRows.map((row, index) => [row.key, slice.gaps[index]]))
  const firstEvent = rows.findIndex((row) => !isGap(row))
  const lastEvent = rows.findLastIndex((row) => !isGap(row))
  const between: GapRef[] = []
  let before: GapRef | undefined
  let after: GapRef | undefined
  rows.forEach((row, at) => {
    const ref = refs.get(row.key)
    if (ref === undefined) return
    if (at < firstEvent || firstEvent === -1) before = ref
    else if (at > lastEvent) after = ref
    else between.push(ref)
  })
  return { before, between, after }
}

const isGap = (row: TimelineRow): boolean => row.content.type === 'gap'
