import type { EventId } from '../../../preload/contract/ids.ts'
import type { TimelineRow } from '../../../preload/contract/rows/timeline-row.ts'
import type { TimelineSlice, TimelineWindow } from '../timeline/read-rows.ts'

type Place =
  | { readonly kind: 'newest' }
  | { readonly kind: 'around'; readonly eventId: EventId }
  /** `last` is null at the live end, which new events move. */
  | { readonly kind: 'range'; readonly first: EventId; readonly last: EventId | null }

/** How many more events are wanted at either side. */
type Need = { readonly older: number; readonly newer: number }

/** What remains of a slice within the stretch. */
export type Visible = Pick<TimelineSlice, 'rows' | 'isLive' | 'atStart'>

/** Beyond this a view costs more at every message than it is worth: the side that nobody looks at is let go. */
const usualMost = 500

/**
 * Which stretch of a timeline a view shows, and how it changes: by what is asked for, by new events at the live end, and by its own
 * limit. It reads nothing: `window` says what to read, `settle` takes in what that gave.
 */
export class TimelineStretch {
  readonly #count: number
  readonly #most: number
  #place: Place = { kind: 'newest' }
  #need: Need
  #isLookingBack = false

  /** `count`: how many events are wanted to begin with. */
  constructor(count: number) {
    this.#count = count
    this.#most = Math.max(usualMost, 2 * count)
    this.#need = { older: count, newer: 0 }
  }

  get window(): TimelineWindow {
    const place = this.#place
    switch (place.kind) {
      case 'newest': return { kind: 'newest', count: this.#count }
      case 'around': return { kind: 'around', eventId: place.eventId, count: this.#count }
      case 'range': return { ...place, ...this.#need }
    }
  }

  /** What the store could not give: for whoever fetches history. */
  get need(): Need {
    return this.#need
  }

  older(count: number): void {
    this.#isLookingBack = true
    this.#need = { ...this.#need, older: this.#need.older + count }
  }

  newer(count: number): void {
    this.#isLookingBack = false
    this.#need = { ...this.#need, newer: this.#need.newer + count }
  }

  live(): void {
    this.#isLookingBack = false
    this.#place = { kind: 'newest' }
    this.#need = { older: this.#count, newer: 0 }
  }

  around(eventId: EventId): void {
    this.#isLookingBack = true
    this.#place = { kind: 'around', eventId }
  }

  /** Takes in what reading `window` gave, and returns what of it is shown. */
  settle(slice: TimelineSlice): Visible {
    const { first, last, atStart, isLive } = slice
    // Nothing to hang on to yet: the next reading asks the same again.
    if (first === null || last === null) return slice
    const need = this.#stillNeeded(eventsOf(slice.rows))
    this.#need = { older: atStart ? 0 : need.older, newer: isLive ? 0 : need.newer }
    this.#place = { kind: 'range', first, last: isLive ? null : last }
    return this.#trim(slice)
  }

  #stillNeeded(events: readonly EventId[]): Need {
    const place = this.#place
    switch (place.kind) {
      case 'newest':
        return { older: atLeastNone(this.#count - events.length), newer: 0 }
      case 'around': {
        const at = events.indexOf(place.eventId)
        const older = Math.floor(this.#count / 2)
        return { older: atLeastNone(older - at), newer: atLeastNone(this.#count - 1 - older - (events.length - 1 - at)) }
      }
      case 'range': {
        const gainedOlder = atLeastNone(events.indexOf(place.first))
        const gainedNewer = place.last === null ? 0 : events.length - 1 - events.lastIndexOf(place.last)
        return { older: atLeastNone(this.#need.older - gainedOlder), newer: atLeastNone(this.#need.newer - gainedNewer) }
      }
    }
  }

  #trim({ rows, atStart, isLive }: TimelineSlice): Visible {
    const events = eventsOf(rows)
    const place = this.#place
    if (events.length <= this.#most || place.kind !== 'range') return { rows, atStart, isLive }
    if (this.#isLookingBack) {
      const last = events[this.#most - 1] ?? place.first
      this.#place = { ...place, last }
      return { rows: rows.slice(0, indexOfEvent(rows, last) + 1), atStart, isLive: false }
    }
    const first = events[events.length - this.#most] ?? place.first
    this.#place = { ...place, first }
    return { rows: rows.slice(indexOfEvent(rows, first)), atStart: false, isLive }
  }
}

const isEvent = (row: TimelineRow): row is TimelineRow & { readonly eventId: EventId } => row.eventId !== null && row.content.type !== 'gap'

const eventsOf = (rows: readonly TimelineRow[]): readonly EventId[] => rows.filter(isEvent).map((row) => row.eventId)

const indexOfEvent = (rows: readonly TimelineRow[], eventId: EventId): number => rows.findIndex((row) => row.eventId === eventId)

const atLeastNone = (count: number): number => Math.max(0, count)
