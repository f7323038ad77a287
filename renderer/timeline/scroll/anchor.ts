/**
 * What must stay where it is on the screen while a list changes around it. Pure arithmetic over offsets: no change of the list (rows
 * before, between or after, another height, another decoration) may move what somebody reads.
 */
import { indexAt } from './visible-range.ts'

export type Screen = { readonly top: number; readonly height: number }

/** In the middle, or from a third down where it is the first of what is to be read. */
export type Place = 'middle' | 'upper-third'

export type Anchor =
  /** The end of the list stays at the bottom: new rows push the others up. */
  | { readonly to: 'end' }
  /** One item is held at a place of the screen. */
  | { readonly to: 'item'; readonly key: string; readonly place: Place }
  /** The lower edges of the items on the screen, measured from its top, in order: the first that is still there is held. */
  | { readonly to: 'items'; readonly edges: readonly { readonly key: string; readonly bottom: number }[] }

/** A fixture (the edge where more is loaded) stays where it is while rows come in beside it, so nothing is held by it. */
export type Keyed = { readonly key: string; readonly isFixture?: boolean }

/** Within this many pixels of the end one is at the end. */
const nearEnd = 24

export function isAtEnd(offsets: Float64Array, screen: Screen): boolean {
  return (offsets.at(-1) ?? 0) - screen.top - screen.height <= nearEnd
}

/**
 * Lower edges, because an item at the top may change above its text (a message that gets one of the same sender in front of it loses its
 * header) while what is below it is being read. Items that are in the document come first: what is seen is held, not what comes in.
 */
export function anchorAt<Item extends Keyed>(
  {
    items,
    offsets,
    isDrawn,
  }: { readonly items: readonly Item[]; readonly offsets: Float64Array; readonly isDrawn: (item: Item) => boolean },
  screen: Screen,
  followsEnd: boolean,
): Anchor {
  if (followsEnd && isAtEnd(offsets, screen)) return { to: 'end' }
  const edges: { key: string; bottom: number }[] = []
  const coming: { key: string; bottom: number }[] = []
  for (let at = indexAt(offsets, screen.top); at < items.length; at += 1) {
    const bottom = (offsets[at + 1] ?? 0) - screen.top
    const item = items[at]
    if (item !== undefined && item.isFixture !== true && bottom > 0) (isDrawn(item) ? edges : coming).push({ key: item.key, bottom })
    if (bottom >= screen.height) break
  }
  return { to: 'items', edges: [...edges, ...coming] }
}

/** Where the screen's top must be for the anchor to be where it was, be it beyond the list; null when nothing of it is left. */
export function topFor(anchor: Anchor, items: readonly Keyed[], offsets: Float64Array, height: number): number | null {
  if (anchor.to === 'end') return (offsets.at(-1) ?? 0) - height
  if (anchor.to === 'item') {
    const at = items.findIndex((item) => item.key === anchor.key)
    return at === -1 ? null : topToShow(offsets, at, height, anchor.place, 0)
  }
  const places = new Map(items.map((item, at) => [item.key, at]))
  for (const { key, bottom } of anchor.edges) {
    const at = places.get(key)
    if (at !== undefined) return (offsets[at + 1] ?? 0) - bottom
  }
  return null
}

/** Where the screen's top must be to show one item; "nearest" moves as little as possible from `top`. */
export function topToShow(offsets: Float64Array, at: number, height: number, place: Place | 'nearest', top: number): number {
  const total = offsets.at(-1) ?? 0
  const start = offsets[at] ?? 0
  const end = offsets[at + 1] ?? start
  const wanted = place === 'middle' ? (start + end - height) / 2
    : place === 'upper-third' ? start - height / 3
      : start < top ? start : Math.max(top, Math.min(start, end - height))
  return Math.min(Math.max(0, wanted), Math.max(0, total - height))
}
