/**
 * The keyboard and the pointer in the timeline: which row has the focus, which shows its actions, and what keys do there. One listener on
 * the list for all rows. A row focused by a click does not count: after a click people go on writing.
 */
import type { TimelineRow } from '../../preload/contract/index.ts'
import { rowOf, type TimelineItem } from './items.ts'
import { actionsFor, type RowAction } from './row-actions.ts'
import { nextFocus, tabStopOf, takesFocus } from './row-focus.ts'
import type { TimelineState } from './timeline-state.svelte.ts'

type Verbs = {
  readonly act: (action: RowAction, row: TimelineRow) => void
  /** Nothing that a row understands: a letter goes on into the composer. */
  readonly write: () => void
}

const shortcuts: Readonly<Record<string, RowAction>> = { r: 'reply', e: 'edit', '+': 'react', Delete: 'delete' }

/** A pointer rests that has not moved for so long. */
const restMs = 500

export class RowKeys {
  readonly #timeline: TimelineState
  readonly #verbs: Verbs
  #focused = $state<string | null>(null)
  #isFocusVisible = $state(false)
  #hovered = $state<string | null>(null)
  #movedAt = -Infinity
  /** The row whose menu is open: it keeps its actions while the pointer is in the menu. */
  menu = $state<string | null>(null)

  constructor(timeline: TimelineState, verbs: Verbs) {
    this.#timeline = timeline
    this.#verbs = verbs
  }

  readonly tabStop = $derived.by(() => {
    const { items, keeper } = this.#timeline
    return tabStopOf(items, keeper.drawn, keeper.visible, this.#focused)
  })

  /** The row that shows its actions. */
  readonly active = $derived.by(() => this.menu ?? (this.#isFocusVisible ? this.#focused : null) ?? this.#hovered)

  /** The pointer itself moved. */
  readonly onpointermove = (event: PointerEvent): void => {
    this.#movedAt = event.timeStamp
    this.#hovered = keyOf(event.target)
  }

  /** Another row came to lie under a pointer that rests, which is the list's doing: that shows nothing yet. */
  readonly onpointerover = (event: PointerEvent): void => {
    const key = keyOf(event.target)
    if (key !== this.#hovered) this.#hovered = event.timeStamp - this.#movedAt < restMs ? key : null
  }

  readonly onpointerleave = (): void => { this.#hovered = null }

  readonly onfocusin = (event: FocusEvent): void => {
    this.#focused = keyOf(event.target) ?? this.#focused
    this.#isFocusVisible = event.target instanceof Element && event.target.matches(':focus-visible')
  }

  readonly onfocusout = (event: FocusEvent): void => {
    if (!(event.relatedTarget instanceof Element) || keyOf(event.relatedTarget) === null) this.#isFocusVisible = false
  }

  readonly onkeydown = (event: KeyboardEvent): void => {
    const key = keyOf(event.target)
    const isOnRow = key !== null && event.target instanceof Element && event.target.parentElement?.dataset['key'] === key
    if (event.key === 'Escape' && key !== null && !isOnRow) {
      event.stopPropagation()
      this.#focus(key)
    } else if (isOnRow && this.#onRowKey(event, key)) event.preventDefault()
    else if (isWriting(event)) this.#verbs.write()
  }

  /** Somebody was taken to this row, and nothing else has the focus (what led here may be gone). */
  arrive(key: string): void {
    if (document.activeElement === document.body) this.#focus(key)
  }

  /** True when the key meant something. */
  #onRowKey(event: KeyboardEvent, key: string): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false
    const { items, keeper } = this.#timeline
    const at = items.findIndex((item) => item.key === key)
    switch (event.key) {
      case 'ArrowUp': return this.#go(nextFocus(items, at, -1))
      case 'ArrowDown': return this.#go(nextFocus(items, at, 1))
      case 'PageUp': return this.#page(-1)
      case 'PageDown': return this.#page(1)
      case 'Home': return this.#go(items.find(takesFocus) ?? null)
      case 'End':
        this.#timeline.goToLive()
        return this.#go(items.findLast(takesFocus) ?? null)
      case 'Enter': {
        if (items[at]?.type !== 'message') return false
        this.menu = keeper.elementOf(key) === null ? null : key
        return true
      }
      default: return this.#shortcut(event, items[at])
    }
  }

  #shortcut(event: KeyboardEvent, item: TimelineItem | undefined): boolean {
    const action = shortcuts[event.key]
    const row = item === undefined ? null : rowOf(item)
    if (!this.#isFocusVisible || action === undefined || row === null || !actionsFor(row).includes(action)) return false
    this.#verbs.act(action, row)
    return true
  }

  #go(item: TimelineItem | null): boolean {
    if (item !== null) void this.#timeline.keeper.show(item.key, 'nearest').then(() => this.#focus(item.key))
    return true
  }

  #page(screens: 1 | -1): boolean {
    const { keeper, items } = this.#timeline
    keeper.page(screens)
    const { from, to } = keeper.visible
    return this.#go(nextFocus(items, screens > 0 ? to : from - 1, screens > 0 ? -1 : 1))
  }

  #focus(key: string): void {
    const row = this.#timeline.keeper.elementOf(key)?.firstElementChild
    if (!(row instanceof HTMLElement)) return
    row.focus({ preventScroll: true })
    this.#focused = key
    this.#isFocusVisible = true
  }
}

function keyOf(target: EventTarget | null): string | null {
  const row = target instanceof Element ? target.closest('[data-key]') : null
  return row instanceof HTMLElement ? row.dataset['key'] ?? null : null
}

/** A character without a modifier, which would be lost on a row. The question mark is the window's: it lists the shortcuts. */
function isWriting(event: KeyboardEvent): boolean {
  return [...event.key].length === 1 && event.key !== ' ' && event.key !== '?' && !event.ctrlKey && !event.metaKey && !event.altKey
}
