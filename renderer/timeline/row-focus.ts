import type { TimelineItem } from './items.ts'
import type { Range } from './scroll/visible-range.ts'

/** Whether the arrow keys stop at an item. */
export function takesFocus(item: TimelineItem | undefined): boolean {
  return item !== undefined && (item.type === 'message' || item.type === 'line' || item.type === 'fold')
}

/** The next item that takes the focus from `at` on in a direction, `at` itself excluded; null at the end. */
export function nextFocus(items: readonly TimelineItem[], at: number, step: 1 | -1): TimelineItem | null {
  for (let next = at + step; next >= 0 && next < items.length; next += step) {
    const item = items[next]
    if (item !== undefined && takesFocus(item)) return item
  }
  return null
}

/** The one item that the Tab key reaches: the one focused last while it is in the document, otherwise the lowest on the screen. */
export function tabStopOf(
  items: readonly TimelineItem[],
  inDocument: readonly TimelineItem[],
  visible: Range,
  focused: string | null,
): string | null {
  if (focused !== null && inDocument.some((item) => item.key === focused)) return focused
  const onScreen = items.slice(visible.from, visible.to).findLast(takesFocus)
  return (onScreen ?? inDocument.findLast(takesFocus))?.key ?? null
}
