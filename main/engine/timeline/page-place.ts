import type { EventId, RoomId } from '../../../preload/contract/ids.ts'
import type { Reader } from '../store/reader.ts'
import type { Writer } from '../store/writer.ts'
import { eventAt, positionsOf } from '../store/tables/events.ts'
import { putGap, type Gap } from '../store/tables/gaps.ts'
import { roomKey } from '../store/tables/rooms.ts'
import { chunkAt, spacing, type Layout } from './layout.ts'
import { readLayout } from './place-run.ts'
import type { Run } from './plan-run.ts'

export type PageDirection = 'back' | 'forward'

/** A gap and the events at either side of it, by which it is found again after a page was fetched: positions may change meanwhile. */
export type GapEnds = { readonly gap: Gap; readonly older: EventId | null; readonly newer: EventId | null }

export function gapEnds(reader: Reader, roomId: RoomId, position: number): GapEnds | undefined {
  const room = roomKey(reader, roomId)
  if (room === undefined) return undefined
  const layout = readLayout(reader, room)
  const at = layout.findIndex(({ gap }) => gap?.position === position)
  const newer = layout[at]
  const older = layout[at - 1]
  if (!newer?.gap) return undefined
  return {
    gap: newer.gap,
    older: (older && eventAt(reader, room, older.last)?.eventId) ?? null,
    newer: eventAt(reader, room, newer.first)?.eventId ?? null,
  }
}

/** The index of the chunk that a page adjoins, or -1 when it is not there any more. */
export function chunkBeside(
  reader: Reader, room: number, layout: Layout, { gap, older, newer }: GapEnds, direction: PageDirection,
): number {
  const beside = direction === 'back' ? newer : older
  if (beside !== null) return chunkAt(layout, positionsOf(reader, room, [beside]).get(beside) ?? NaN)
  return layout.findIndex((chunk) => chunk.gap?.position === gap.position)
}

/** Whether nothing is missing any more between what lay at either side of a gap. */
export function isClosed(reader: Reader, room: number, { gap, older, newer }: GapEnds): boolean {
  const layout = readLayout(reader, room)
  if (newer === null) return !layout.some((chunk) => chunk.gap?.position === gap.position)
  const positions = positionsOf(reader, room, older === null ? [newer] : [older, newer])
  const chunk = chunkAt(layout, positions.get(newer) ?? NaN)
  return older === null ? layout[chunk]?.gap === null : chunkAt(layout, positions.get(older) ?? NaN) === chunk
}

/** How a page lies beside the chunk that it was asked from; `end`: the token for the next one, null when there is none. */
export function pageRun(layout: Layout, chunk: number, direction: PageDirection, end: string | null): Omit<Run, 'eventIds'> {
  if (direction === 'forward') return { joins: { side: 'after', chunk }, home: layout.length, start: 'unknown', end }
  return { joins: { side: 'before', chunk }, home: chunk, start: end === null ? 'beginning' : { token: end }, end: null }
}

/**
 * A guess, by the senders' clocks, of where a stretch lies that meets nothing stored: before the first chunk that begins later, and
 * never at the live end, which is opened where there is none. The place is mended when the stretch meets its neighbours.
 */
export function homeOf(writer: Writer, room: number, ts: number): number {
  const layout = readLayout(writer, room)
  if (layout.length === 0) putGap(writer, room, { position: -spacing / 2, backToken: null, forwardToken: null })
  const later = layout.findIndex(({ gap, first }) => gap !== null && (eventAt(writer, room, first)?.ts ?? -1) >= ts)
  return later === -1 ? Math.max(0, layout.length - 1) : later
}
