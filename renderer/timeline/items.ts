/**
 * What the timeline draws, one item for each line of the list. Keys are stable while the thing drawn is the same, because scroll positions
 * and measured heights are kept by them; `day` says under which day it stands, for the date that floats above.
 */
import type { TimelineHead, TimelineRow } from '../../preload/contract/index.ts'

type Placed = { readonly key: string; readonly day: number }

export type MessageItem = Placed & {
  readonly type: 'message'
  readonly row: TimelineRow
  /** Shows avatar, name and time; the ones after it belong to it. */
  readonly startsGroup: boolean
  /** Cannot be read, for the same reason as the message before it: said once. */
  readonly isRepeated: boolean
}

export type LineItem = Placed & {
  readonly type: 'line'
  readonly row: TimelineRow
  /** Part of an opened fold. */
  readonly isNested: boolean
}

/** A run of lines told in one; opened, its lines follow as items. */
export type FoldItem = Placed & { readonly type: 'fold'; readonly rows: readonly TimelineRow[]; readonly isOpen: boolean }

export type TimelineItem =
  | MessageItem
  | LineItem
  | FoldItem
  | (Placed & { readonly type: 'gap'; readonly row: TimelineRow })
  | (Placed & { readonly type: 'day'; readonly ts: number })
  | (Placed & { readonly type: 'unread' })
  /** The beginning of the room. */
  | (Placed & { readonly type: 'start'; readonly isFixture: true })
  /** More rows are to be had on this side; its height is kept free whether they are loading or not. */
  | (Placed & {
      readonly type: 'edge'
      readonly isFixture: true
      readonly side: 'older' | 'newer'
      readonly state: TimelineHead['older']
      readonly reason: string | null
    })

/** The row an item stands for, where it stands for one. */
export function rowOf(item: TimelineItem): TimelineRow | null {
  return item.type === 'message' || item.type === 'line' || item.type === 'gap' ? item.row : null
}
