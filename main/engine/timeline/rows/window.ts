import type { Reader } from '../../store/reader.ts'
import { positionsOf, readShownBefore, readShownBetween, readShownFrom, type EventRecord } from '../../store/tables/events.ts'
import { readGaps, type Gap } from '../../store/tables/gaps.ts'
import type { EventId } from '../../../../preload/contract/ids.ts'
import type { TimelineWindow } from '../read-rows.ts'

/** The events of a window, oldest first, and the gaps between, before and after them that no shown event keeps apart from them. */
export type Stretch = {
  readonly events: readonly EventRecord[]
  readonly gaps: readonly Gap[]
  readonly atStart: boolean
  /** Where the next shown event after the stretch stands; null at the live end. */
  readonly until: number | null
}

/** More than a window ever shows: a range that has grown beyond it loses its older end. */
const mostEvents = 3_000

/** Null when the window hangs on an event that has no place. */
export function readStretch(reader: Reader, room: number, window: TimelineWindow): Stretch | null {
  switch (window.kind) {
    case 'newest':
      return stretchOf(reader, room, readShownBefore(reader, room, null, window.count + 1), window.count, null)
    case 'before': {
      const position = positionOf(reader, room, window.eventId)
      if (position === undefined) return null
      return stretchOf(reader, room, readShownBefore(reader, room, position, window.count + 1), window.count, position)
    }
    case 'around': {
      const position = positionOf(reader, room, window.eventId)
      if (position === undefined) return null
      const older = Math.floor(window.count / 2)
      return readRange(reader, room, { from: position, to: position, older, newer: window.count - 1 - older })
    }
    case 'range': {
      const from = positionOf(reader, room, window.first)
      const to = window.last === null ? null : positionOf(reader, room, window.last)
      if (from === undefined || to === undefined) return null
      return readRange(reader, room, { from, to, older: window.older ?? 0, newer: window.newer ?? 0 })
    }
  }
}

type Range = { readonly from: number; readonly to: number | null; readonly older: number; readonly newer: number }

function readRange(reader: Reader, room: number, { from, to, older, newer }: Range): Stretch {
  // One more at either side tells whether there is more, and up to where a gap belongs to the stretch.
  const newerEvents = to === null ? [] : readShownFrom(reader, room, to + 1, newer + 1)
  const until = newerEvents[newer]?.position ?? null
  const olderEvents = readShownBefore(reader, room, from, older + 1)
  const inside = readShownBetween(reader, room, from, until, mostEvents)
  return stretchOf(reader, room, [...olderEvents, ...inside], older + inside.length, until)
}

/** `events` may begin with one more than wanted. */
function stretchOf(reader: Reader, room: number, events: readonly EventRecord[], count: number, until: number | null): Stretch {
  const wanted = events.slice(Math.max(0, events.length - count))
  const before = events.length > count ? (events[events.length - count - 1]?.position ?? null) : null
  const isInside = ({ position }: Gap): boolean => (before === null || position > before) && (until === null || position < until)
  const gaps = readGaps(reader, room).filter(isInside)
  const first = wanted[0]?.position ?? null
  return { events: wanted, gaps, atStart: before === null && !gaps.some(({ position }) => first === null || position < first), until }
}

function positionOf(reader: Reader, room: number, eventId: EventId): number | undefined {
  return positionsOf(reader, room, [eventId]).get(eventId)
}
