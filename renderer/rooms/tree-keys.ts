import type { RoomListRow, SectionRow } from '../../preload/contract/index.ts'

/** Where a key takes the focus among the rows at hand, and the section that it folds or unfolds on the way. */
export type TreeStep = { readonly to: number; readonly fold: SectionRow | null }

const page = 10

/** What the tree pattern of the ARIA practices asks for. Null: the key means nothing here. */
export function treeStep(key: string, rows: readonly RoomListRow[], at: number): TreeStep | null {
  const go = (to: number): TreeStep => ({ to: Math.min(rows.length - 1, Math.max(0, to)), fold: null })
  switch (key) {
    case 'ArrowDown': return go(at + 1)
    case 'ArrowUp': return go(at - 1)
    case 'PageDown': return go(at + page)
    case 'PageUp': return go(at - page)
    case 'Home': return go(0)
    case 'End': return go(rows.length - 1)
    case 'ArrowLeft': return folding(rows, at, false)
    case 'ArrowRight': return folding(rows, at, true)
    default: return null
  }
}

/** Left folds a section and goes from a room to its section; right unfolds and goes into it. */
function folding(rows: readonly RoomListRow[], at: number, isOpening: boolean): TreeStep | null {
  const row = rows[at]
  if (row === undefined) return null
  if (row.type === 'section') {
    if (row.isFolded === isOpening) return { to: at, fold: row }
    return isOpening ? { to: Math.min(rows.length - 1, at + 1), fold: null } : { to: at, fold: null }
  }
  if (isOpening) return { to: at, fold: null }
  const above = rows.findLastIndex((one, index) => index < at && one.type === 'section')
  return { to: above === -1 ? at : above, fold: null }
}
