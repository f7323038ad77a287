/**
 * The scrolling of a list whose rows come, go and change height at any place. Only the rows around the screen are in the document, between two
 * empty blocks that are as high as the rest. After every change of the list, of a height or of the screen, and before anything is painted, the
 * scroll position is put where the reading position asks for it (`anchor.ts`). Only the user's own scrolling changes the reading position.
 */
import { tick, untrack } from 'svelte'
import type { Attachment } from 'svelte/attachments'
import { anchorAt, isAtEnd, topFor, topToShow, type Anchor, type Keyed, type Place } from './anchor.ts'
import { SizeBook } from './size-book.ts'
import { mountedRange, rangeBetween, type Range } from './visible-range.ts'

export type ScrolledList<Item extends Keyed> = {
  readonly items: readonly Item[]
  /** New items come in at the end, and one who is there wants to see them. */
  readonly followsEnd: boolean
}

/** So far beyond the screen rows are kept in the document, in pixels. */
const margin = 600

export class ScrollKeeper<Item extends Keyed> {
  readonly #list: () => ScrolledList<Item>
  readonly #sizes: SizeBook<Item>
  readonly #rows = new Map<string, HTMLElement>()
  #scroller: HTMLElement | null = null
  #anchor: Anchor = { to: 'end' }
  /** What the document shows: the list may be ahead of it while it changes. */
  #shown: { readonly items: readonly Item[]; readonly offsets: Float64Array } = { items: [], offsets: new Float64Array(1) }
  #lastRange: Range | null = null
  /** Where we put the scroll position; any other is the user's doing. */
  #putTop = 0
  /** Counts changes of measured heights. */
  #measured = $state(0)
  #top = $state(0)
  #height = $state(0)
  /** Counts the user's own scrolling. */
  #moves = $state(0)

  readonly offsets = $derived.by(() => {
    void this.#measured
    return this.#sizes.offsets(this.#list().items)
  })

  /** The items in the document. */
  readonly range = $derived.by(() => {
    this.#lastRange = mountedRange(this.offsets, this.#top, this.#top + this.#height, margin, this.#lastRange)
    return this.#lastRange
  })

  readonly visible = $derived.by(() => rangeBetween(this.offsets, this.#top, this.#top + Math.max(0, this.#height - 1)))
  readonly isAtEnd = $derived.by(() => this.#list().followsEnd && isAtEnd(this.offsets, { top: this.#top, height: this.#height }))
  readonly isNearStart = $derived.by(() => this.#top < 2 * this.#height)
  readonly isNearEnd = $derived.by(() => (this.offsets.at(-1) ?? 0) - this.#top - this.#height < 2 * this.#height)

  /** `guess`: the height of an item that was never measured. */
  constructor(list: () => ScrolledList<Item>, guess: (item: Item) => number) {
    this.#list = list
    this.#sizes = new SizeBook(guess)
  }

  /** Changes whenever the user scrolls, and only then. */
  get moves(): number {
    return this.#moves
  }

  /** CSS pixels of the screen, 0 before it is known. */
  get height(): number {
    return this.#height
  }

  /** For the element that scrolls. */
  readonly scroller: Attachment<HTMLElement> = (element) => {
    this.#scroller = element
    this.#height = element.clientHeight
    const observer = new ResizeObserver(() => { this.#height = element.clientHeight })
    observer.observe(element)
    const onScroll = (): void => this.#scrolled(element.scrollTop)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
      this.#scroller = null
    }
  }

  /** For the element of one item, which carries its key as `data-key`. One function for all, so that Svelte never attaches it anew. */
  readonly row: Attachment<HTMLElement> = (element) => {
    const key = element.dataset['key'] ?? ''
    this.#rows.set(key, element)
    this.#observer.observe(element)
    return () => {
      this.#observer.unobserve(element)
      if (this.#rows.get(key) === element) this.#rows.delete(key)
    }
  }

  /** The element of an item that is in the document. */
  elementOf(key: string): HTMLElement | null {
    return this.#rows.get(key) ?? null
  }

  readonly #observer = new ResizeObserver(() => this.#measure())

  /** To be called before the document takes in a change: a scrolling that the browser has not told of yet is the user's all the same. */
  prepare(): void {
    void this.offsets
    void this.range
    untrack(() => { if (this.#scroller !== null) this.#scrolled(this.#scroller.scrollTop) })
  }

  /** To be called after the document took in a change: measures what is new and puts the scroll position right. */
  settle(): void {
    const { offsets, range } = this
    void range
    void this.#height
    untrack(() => {
      this.#shown = { items: this.#list().items, offsets }
      if (!this.#measure()) this.#restore()
    })
  }

  /** Holds an item at a place of the screen until the user scrolls; "nearest" moves only as far as it must. */
  async show(key: string, place: Place | 'nearest'): Promise<void> {
    const at = this.#list().items.findIndex((item) => item.key === key)
    if (at === -1) return
    if (place === 'nearest') this.#moveTo(topToShow(this.offsets, at, this.#height, place, this.#top))
    else {
      this.#anchor = { to: 'item', key, place }
      this.#restore()
    }
    await tick()
  }

  /** To the end of the list, and with it from then on where it is live. */
  showEnd(): void {
    this.#anchor = { to: 'end' }
    this.#restore()
  }

  /** As if the user had scrolled by so many screens; keyboards do. */
  page(screens: number): void {
    this.#moveTo(this.#top + screens * (this.#height - 40))
  }

  #moveTo(top: number): void {
    this.#put(top)
    this.#hold()
  }

  #scrolled(top: number): void {
    this.#top = top
    if (Math.abs(top - this.#putTop) <= 1) return
    this.#moves += 1
    this.#hold()
  }

  /** Makes what is on the screen now the reading position. */
  #hold(): void {
    this.#putTop = this.#top
    const list = { ...this.#shown, isMeasured: (item: Item) => this.#sizes.isMeasured(item) }
    this.#anchor = anchorAt(list, { top: this.#top, height: this.#height }, this.#list().followsEnd)
  }

  /** True when a height was news. */
  #measure(): boolean {
    let isNews = false
    for (const [key, element] of this.#rows) isNews = this.#sizes.measure(key, element.getBoundingClientRect().height) || isNews
    if (isNews) this.#measured += 1
    return isNews
  }

  #restore(): void {
    const { items, followsEnd } = this.#list()
    const before = this.range
    const top = topFor(this.#anchor, items, this.offsets, this.#height)
    if (top !== null) this.#put(top)
    else if (followsEnd) return this.showEnd()
    else return this.#hold()
    // Once nothing moves any more, an item shown at the very end is the end: what comes in then is wanted.
    if (this.#anchor.to === 'item' && this.range === before && this.isAtEnd) this.#anchor = { to: 'end' }
  }

  #put(top: number): void {
    const scroller = this.#scroller
    if (scroller === null) return
    if (Math.abs(scroller.scrollTop - top) > 0.5) scroller.scrollTop = top
    this.#top = scroller.scrollTop
    this.#putTop = this.#top
  }
}
