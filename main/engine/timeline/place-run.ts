import type { EventId, LocalId, RoomId } from '../../../preload/contract/ids.ts'
import type { Me } from '../base/me.ts'
import type { Reader } from '../store/reader.ts'
import type { Writer } from '../store/writer.ts'
import { putCompleteFrom } from '../store/tables/coverage.ts'
import { boundsBetween, movePositions, positionsOf } from '../store/tables/events.ts'
import { putGap, readGaps, removeGap } from '../store/tables/gaps.ts'
import { markEchoed, readRoomOperations } from '../store/tables/outbox.ts'
import { keepEvent, keepingOf } from './keep-event.ts'
import { layoutOf, type Layout } from './layout.ts'
import { planRun, type Run } from './plan-run.ts'
import type { PreparedEvent } from './prepared-event.ts'

export type PlaceOfRun = { readonly room: number; readonly roomId: RoomId; readonly me: Me }

/** What merging changed. */
export type Placed = {
  /** The events that were not in the timeline before, in order. */
  readonly added: readonly PreparedEvent[]
  /** Events that redactions took back, wherever they stand. */
  readonly redacted: readonly EventId[]
}

/** How the room's timeline lies now. */
export function readLayout(reader: Reader, room: number): Layout {
  return layoutOf(readGaps(reader, room), (after, before) => boundsBetween(reader, room, after, before))
}

/** How the room's timeline lies, and where those of the events stand that have a place in it. */
export type Standing = { readonly layout: Layout; readonly positions: ReadonlyMap<EventId, number> }

export function readStanding(reader: Reader, room: number, events: readonly PreparedEvent[]): Standing {
  return { layout: readLayout(reader, room), positions: positionsOf(reader, room, events.map(({ eventId }) => eventId)) }
}

/**
 * Merges consecutive events, oldest first, into a room's timeline: places, gaps, relations, redactions, echoes of our own messages. `standing`:
 * before them, where the caller has read it.
 */
export function placeRun(
  writer: Writer, place: PlaceOfRun, events: readonly PreparedEvent[], run: Omit<Run, 'eventIds'>,
  standing: Standing = readStanding(writer, place.room, events),
): Placed {
  const { room, roomId, me } = place
  const byId = new Map<EventId, PreparedEvent>()
  for (const event of events) if (!byId.has(event.eventId)) byId.set(event.eventId, event)
  const eventIds = [...byId.keys()]
  const { layout: before, positions: known } = standing
  const plan = planRun(before, { ...run, eventIds }, (eventId) => known.get(eventId))

  for (const moved of plan.moved) movePositions(writer, room, moved)
  const positions = new Map(plan.placed.map(({ eventId, position }) => [eventId, position]))
  const keeping = keepingOf(writer, { room, roomId, me }, eventIds)
  const sent = sentFromHere(writer, place, events)
  for (const event of byId.values()) {
    const localId = event.sender === me.userId ? (event.transactionId ?? sent.get(event.eventId) ?? null) : null
    keepEvent(keeping, event, positions.get(event.eventId) ?? null, localId)
    if (localId !== null) markEchoed(writer, localId, event.eventId)
  }
  storeGaps(writer, room, before, plan.layout)
  writer.changes.timelines.add(roomId)
  if (keeping.redacted.size > 0) writer.changes.rooms.add(roomId)
  return { added: [...byId.values()].filter(({ eventId }) => positions.has(eventId)), redacted: [...keeping.redacted] }
}

/**
 * Our own local ids of events that come without one: the server tells a transaction id only for a while, but the answer to the request
 * told the event id.
 */
function sentFromHere(reader: Reader, { roomId, me }: PlaceOfRun, events: readonly PreparedEvent[]): ReadonlyMap<EventId, LocalId> {
  if (!events.some(({ sender, transactionId }) => sender === me.userId && transactionId === null)) return new Map()
  const operations = readRoomOperations(reader, roomId)
  return new Map(operations.flatMap(({ eventId, localId }) => (eventId === null ? [] : [[eventId, localId] as const])))
}

function storeGaps(writer: Writer, room: number, before: Layout, after: Layout): void {
  const gapsOf = (layout: Layout) => layout.flatMap(({ gap }) => (gap === null ? [] : [gap]))
  const left = new Set(gapsOf(after).map(({ position }) => position))
  for (const { position } of gapsOf(before)) if (!left.has(position)) removeGap(writer, room, position)
  for (const gap of gapsOf(after)) putGap(writer, room, gap)
  const newest = after.at(-1)
  if (newest) putCompleteFrom(writer, room, { after: newest.gap?.position ?? null, isEmpty: newest.last < newest.first })
}
