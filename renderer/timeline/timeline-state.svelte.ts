/**
 * One room's timeline as it is looked at: the rows of its view, what is drawn of them, and where the user is in it. Asks for more when the
 * end of what is here comes near. Owns no DOM (the scroll keeper does) and changes nothing in the room (`message-actions.ts` does).
 */
import { untrack } from 'svelte'
import { SvelteSet } from 'svelte/reactivity'
import { isEventId, type EventId, type RoomId, type TimelineHead, type TimelineRow, type UserId } from '../../preload/contract/index.ts'
import type { Client, LiveList } from '../bridge/index.ts'
import { decorate } from './decorate.ts'
import { guessHeight } from './guess-height.ts'
import type { TimelineItem } from './items.ts'
import { countAfter } from './news.ts'
import { Pager } from './pager.ts'
import { ScrollKeeper } from './scroll/scroll-keeper.svelte.ts'

export type TimelineInput = {
  readonly list: LiveList<'timeline'>
  /** The event that the list was opened at. */
  readonly at: EventId | null
  /** An event that was asked for cannot be shown. */
  readonly onMissing: (reason: string) => void
}

/** A screenful and some: what a room needs to be drawn. The rest comes as the user scrolls. */
const firstCount = 24
const pageCount = 60
/** About so many pixels of the window are a room's head and its composer. */
const aroundTimeline = 134
/** How long the row that was jumped to stays marked. */
const flashMs = 1600

const unknownHead: TimelineHead = {
  atStart: false,
  isLive: true,
  older: 'loading',
  newer: 'idle',
  reason: null,
  unreadFrom: null,
  anchor: null,
}

/** A room's rows, from an event on or from the newest. Nothing is asked for until somebody reads them. */
export function openTimeline(
  client: Client, { account, roomId, at }: { readonly account: UserId; readonly roomId: RoomId; readonly at: EventId | null },
): LiveList<'timeline'> {
  return client.live('timeline', { account, roomId, count: firstCount, ...(at === null ? {} : { at }) })
}

export class TimelineState {
  readonly #list: LiveList<'timeline'>
  readonly #onMissing: (reason: string) => void
  readonly #showsMembership: () => boolean
  readonly #opened = new SvelteSet<string>()
  readonly #pager = new Pager()
  /** The event that was asked for and is not on the screen yet. */
  #awaited: EventId | null
  /** What the view said when the event was asked for: a reason in it is about something else. */
  #headBefore: TimelineHead | null = null
  #hasOpened = false
  /** The last row when the end was last on the screen. */
  #seenLast = $state<string | null>(null)
  #flashed = $state<string | null>(null)

  readonly keeper: ScrollKeeper<TimelineItem>

  constructor({ list, at, onMissing }: TimelineInput, showsMembership: () => boolean) {
    this.#list = list
    this.#awaited = at
    this.#onMissing = onMissing
    this.#showsMembership = showsMembership
    this.keeper = new ScrollKeeper(() => ({ items: this.items, followsEnd: this.head.isLive }), {
      item: guessHeight, screen: innerHeight - aroundTimeline,
    })
  }

  get isLoaded(): boolean {
    return this.#list.isLoaded
  }

  /** Why there is nothing to look at. */
  get failure(): string | null {
    return this.#list.failure
  }

  get rows(): readonly TimelineRow[] {
    return this.#list.rows
  }

  get head(): TimelineHead {
    return this.#list.head ?? unknownHead
  }

  readonly items = $derived.by((): readonly TimelineItem[] =>
    this.isLoaded ? decorate(this.rows, { head: this.head, showsMembership: this.#showsMembership(), opened: this.#opened }) : [],
  )

  /** The first unread event where it is further up than what is here; the view names an event that it does not hold by its id. */
  readonly unreadAbove = $derived.by((): EventId | null => {
    const { unreadFrom } = this.head
    return isEventId(unreadFrom) && !this.rows.some((row) => row.key === unreadFrom) ? unreadFrom : null
  })

  /** Messages of others that came below the screen. */
  readonly newCount = $derived.by(() => countAfter(this.rows, this.#seenLast))

  /** The row that was jumped to a moment ago. */
  get flashed(): string | null {
    return this.#flashed
  }

  /** The event that made the room, where it is among the rows. */
  readonly created = $derived.by(
    () => this.rows.find(({ content }) => content.type === 'line' && content.line.what === 'room-created') ?? null,
  )

  /** My newest message that can still be edited. */
  get lastEditable(): TimelineRow | null {
    return this.rows.findLast((row) => row.isMine && row.can.edit && row.content.type !== 'redacted') ?? null
  }

  toggleFold(rows: readonly TimelineRow[]): void {
    const isOpen = rows.some((row) => this.#opened.has(row.key))
    for (const row of rows) {
      if (isOpen) this.#opened.delete(row.key)
      else this.#opened.add(row.key)
    }
  }

  /** To be called in an effect: opens at the right place, asks for more, notes what was seen. */
  follow(): void {
    const { isLoaded, rows, head, items } = this
    const { height, isNearStart, isNearEnd, isAtEnd, moves } = this.keeper
    if (!isLoaded || height === 0) return
    untrack(() => {
      this.#place(items, head)
      if (isNearStart && !head.atStart && this.#pager.asks('older', head.older, rows[0]?.key))
        this.#list.move({ to: 'older', count: moves > 0 ? pageCount : firstCount })
      if (isNearEnd && !head.isLive && this.#pager.asks('newer', head.newer, rows.at(-1)?.key))
        this.#list.move({ to: 'newer', count: pageCount })
      if (isAtEnd) this.#seenLast = rows.at(-1)?.key ?? this.#seenLast
    })
  }

  /** Goes to an event, wherever in the room's history it is. */
  goTo(eventId: EventId): void {
    this.#awaited = eventId
    this.#headBefore = this.head
    const row = this.rows.find((one) => one.eventId === eventId)
    if (row === undefined) this.#list.move({ to: 'event', eventId })
    else this.#arrive(row.key)
  }

  goToLive(): void {
    if (!this.head.isLive) this.#list.move({ to: 'live' })
    this.keeper.showEnd()
  }

  /** Loads again what could not be loaded. */
  retry(side: 'older' | 'newer'): void {
    this.#list.move({ to: side, count: pageCount })
  }

  #place(items: readonly TimelineItem[], head: TimelineHead): void {
    const { unreadFrom, older, newer, reason } = head
    const awaited = this.#awaited
    if (awaited !== null) {
      const row = this.rows.find((one) => one.eventId === awaited)
      if (row !== undefined) this.#arrive(row.key)
      else if (reason !== null && older !== 'failed' && newer !== 'failed' && head !== this.#headBefore) this.#giveUp(reason)
    } else if (!this.#hasOpened && unreadFrom !== null && items.some((item) => item.type === 'unread')) {
      void this.keeper.show('unread', 'upper-third')
    }
    this.#hasOpened = true
  }

  #giveUp(reason: string): void {
    this.#awaited = null
    this.#onMissing(reason)
  }

  #arrive(key: string): void {
    this.#awaited = null
    // A row inside of a fold is shown by opening it.
    if (!this.items.some((item) => item.key === key)) this.#opened.add(key)
    void this.keeper.show(key, 'middle').then(() => this.#flash(key))
  }

  /** Once it lies in the document. */
  #flash(key: string): void {
    this.#flashed = key
    setTimeout(() => {
      if (this.#flashed === key) this.#flashed = null
    }, flashMs)
  }
}
