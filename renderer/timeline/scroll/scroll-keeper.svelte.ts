/**
 * The scrolling of a list whose rows come, go and change height at any place. Only the rows around the screen are in the document, between
 * two empty blocks that are as high as the rest. After every change of the list, of a height or of the screen, and before anything is
 * painted, the scroll position is put where the reading position asks for it (`anchor.ts`). Only the user's own scrolling changes the
 * reading position.
 *
 * A change goes three steps: `prepare` (the document is as it was: notice where the user is, choose the rows to draw), Svelte draws
 * `drawn`, `settle` (measure, make the empty blocks fit, put the scroll position right). Rows change in no other way, so that what is
 * measured against is what lies there.
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

/** So far beyond the screen rows are kept in the document, in pixels: hardly at all in the first picture, which somebody waits for. */
const margin = { first: 60, usual: 600 }
/** After the first picture, and before anybody has scrolled. */
const restMs = 120

export class ScrollKeeper<Item extends Keyed> {
  readonly #list: () => ScrolledList<Item>
  readonly #sizes: SizeBook<Item>
  #scroller: HTMLElement | null = null
  #anchor: Anchor = { to: 'end' }
  /** What the document shows, as of the last `settle`. */
  #shown: { readonly items: readonly Item[]; readonly offsets: Float64Array } = { items: [], offsets: new Float64Array(1) }
  #lastRange: Range | null = null
  /** `drawn` changed, and the document did not take it in yet. */
  #isDrawing = false
  /** Where we put the scroll position; any other is the user's doing. */
  #putTop = 0
  #drawn = $state.raw<readonly Item[]>([])
  #margin = $state(margin.first)
  /** Counts changes of measured heights. */
  #measured = $state(0)
  #top = $state(0)
  #height = $state(0)
  /** The height is no guess any more. */
  #isLaidOut = $state(false)
  /** Counts the user's own scrolling. */
  #moves = $state(0)
  #widening: ReturnType<typeof setTimeout> | undefined

  readonly #offsets = $derived.by(() => {
    void this.#measured
    return this.#sizes.offsets(this.#list().items)
  })

  readonly #range = $derived.by(() => {
    this.#lastRange = mountedRange(this.#offsets, this.#top, this.#top + this.#height, this.#margin, this.#lastRange)
    return this.#lastRange
  })

  readonly visible = $derived.by(() => rangeBetween(this.#offsets, this.#top, this.#top + Math.max(0, this.#height - 1)))
  readonly isAtEnd = $derived.by(() => this.#list().followsEnd && isAtEnd(this.#offsets, { top: this.#top, height: this.#height }))
  /** Before the user scrolls only a screen that is not full counts. */
  readonly isNearStart = $derived.by(() => this.#top < (this.#moves === 0 ? 0.25 : 2) * this.#height)
  readonly isNearEnd = $derived.by(() => (this.#offsets.at(-1) ?? 0) - this.#top - this.#height < 2 * this.#height)

  /** `item`: the height of an item that was never measured; `screen`: about how high the screen will be, so that the first layout has rows in it. */
  constructor(list: () => ScrolledList<Item>, guess: { readonly item: (item: Item) => number; readonly screen: number }) {
    this.#list = list
    this.#sizes = new SizeBook(guess.item)
    this.#height = guess.screen
  }

  /** The items in the document. */
  get drawn(): readonly Item[] {
    return this.#drawn
  }

  /** Changes whenever the user scrolls, and only then. */
  get moves(): number {
    return this.#moves
  }

  /** CSS pixels of the screen, 0 while there is none. */
  get height(): number {
    return this.#isLaidOut ? this.#height : 0
  }

  /** For the element that scrolls; its only child has an empty block, the rows, and another empty block. */
  readonly scroller: Attachment<HTMLElement> = (element) => {
    this.#scroller = element
    const observer = new ResizeObserver(() => this.#lookAtScreen())
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
    this.#observer.observe(element)
    return () => this.#observer.unobserve(element)
  }

  readonly #observer = new ResizeObserver(() => { if (!this.#isDrawing && this.#measure()) this.#takeIn() })

  /** The element of an item that is in the document. */
  elementOf(key: string): HTMLElement | null {
    return this.#rows().find((row) => row.dataset['key'] === key) ?? null
  }

  /**
   * To be called before the document takes in a change. A scrolling that the browser has not told of yet is the user's all the same; and
   * where the screen will be is known already, so that the right rows are drawn at once.
   */
  prepare(): void {
    const { items } = this.#list()
    const offsets = this.#offsets
    void this.#range
    untrack(() => {
      if (this.#scroller !== null && !this.#isDrawing) this.#scrolled(this.#scroller.scrollTop)
      const top = topFor(this.#anchor, items, offsets, this.#height)
      if (top !== null) this.#top = Math.max(0, Math.min(top, (offsets.at(-1) ?? 0) - this.#height))
      const { from, to } = this.#range
      const next = items.slice(from, to)
      if (next.length === this.#drawn.length && next.every((item, at) => item === this.#drawn[at])) return
      this.#drawn = next
      this.#isDrawing = true
    })
  }

  /** To be called after the document took in a change. */
  settle(): void {
    void this.#drawn
    void this.#offsets
    void this.#height
    untrack(() => {
      if (!this.#isDrawnYet()) return void tick().then(() => { if (this.#isDrawing && this.#isDrawnYet()) this.settle() })
      this.#isDrawing = false
      this.#measure()
      this.#lookAtScreen()
      this.#takeIn()
      if (this.#drawn.length > 0) this.#widen()
    })
  }

  /** The first picture is there: from now on rows are drawn before they come on the screen. */
  #widen(): void {
    if (this.#margin === margin.usual || this.#widening !== undefined) return
    this.#widening = setTimeout(() => { if (this.#scroller !== null) this.#margin = margin.usual }, restMs)
  }

  /** Holds an item at a place of the screen until the user scrolls; "nearest" moves only as far as it must. */
  async show(key: string, place: Place | 'nearest'): Promise<void> {
    const at = this.#list().items.findIndex((item) => item.key === key)
    if (at === -1) return
    if (place === 'nearest') this.#moveTo(topToShow(this.#offsets, at, this.#height, place, this.#top))
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
    if (Math.abs(top - this.#putTop) <= 1 || this.#isPushedUp()) return
    this.#moves += 1
    this.#margin = margin.usual
    this.#hold()
  }

  /** The list became shorter under one who is at its end: the browser moved, not the user. */
  #isPushedUp(): boolean {
    const scroller = this.#scroller
    return this.#anchor.to === 'end' && scroller !== null && scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop < 1
  }

  /** Makes what is on the screen now the reading position. */
  #hold(): void {
    this.#putTop = this.#top
    const drawn = this.#rows().map((row) => row.dataset['key'])
    this.#anchor = anchorAt(
      { ...this.#shown, isDrawn: ({ key }) => drawn.includes(key) },
      { top: this.#top, height: this.#height },
      this.#list().followsEnd,
    )
  }

  /** The rows in the document. Asked of it and not kept: those that just came in are measured before they could tell of themselves. */
  #rows(): readonly HTMLElement[] {
    return [...this.#scroller?.querySelectorAll<HTMLElement>('[data-key]') ?? []]
  }

  #isDrawnYet(): boolean {
    const rows = this.#rows()
    return rows.length === this.#drawn.length && rows.every((row, at) => row.dataset['key'] === this.#drawn[at]?.key)
  }

  /** After the rows were measured, when the layout is there anyway: asked before, it would be made for this alone. */
  #lookAtScreen(): void {
    if (this.#scroller === null) return
    this.#height = this.#scroller.clientHeight
    this.#isLaidOut = true
  }

  /** True when a height was news. */
  #measure(): boolean {
    let isNews = false
    for (const row of this.#rows()) isNews = this.#sizes.measure(row.dataset['key'] ?? '', row.getBoundingClientRect().height) || isNews
    if (isNews) this.#measured += 1
    return isNews
  }

  /** Makes the document as high as the offsets say around the rows that it has, and puts the scroll position right. */
  #takeIn(): void {
    const { items } = this.#list()
    const offsets = this.#offsets
    const [first] = this.#drawn
    const from = first === undefined ? 0 : items.findIndex(({ key }) => key === first.key)
    // The list is ahead of what is drawn: its own `prepare` comes.
    if (from === -1) return
    this.#setSpaces(offsets[from] ?? 0, (offsets.at(-1) ?? 0) - (offsets[from + this.#drawn.length] ?? 0))
    this.#shown = { items, offsets }
    this.#restore()
  }

  #setSpaces(before: number, after: number): void {
    const box = this.#scroller?.firstElementChild
    const [first, last] = [box?.firstElementChild, box?.lastElementChild]
    if (first instanceof HTMLElement) first.style.blockSize = `${before}px`
    if (last instanceof HTMLElement) last.style.blockSize = `${after}px`
  }

  #restore(): void {
    const { items, followsEnd } = this.#list()
    const before = this.#range
    const top = topFor(this.#anchor, items, this.#offsets, this.#height)
    if (top !== null) this.#put(top)
    else if (followsEnd) return this.showEnd()
    else return this.#hold()
    // The list ends before the anchor can be where it was: from now on it is where it is.
    if (this.#anchor.to === 'items' && Math.abs(this.#top - top) > 1) this.#hold()
    // Once nothing moves any more, an item shown at the very end is the end: what comes in then is wanted.
    if (this.#anchor.to === 'item' && this.#range === before && this.isAtEnd) this.#anchor = { to: 'end' }
  }

  #put(top: number): void {
    const scroller = this.#scroller
    if (scroller === null) return
    if (Math.abs(scroller.scrollTop - top) > 0.5) scroller.scrollTop = top
    this.#top = scroller.scrollTop
    this.#putTop = this.#top
  }
}
