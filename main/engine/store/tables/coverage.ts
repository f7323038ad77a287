import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/**
 * How much of the history of rooms is on this computer. `completeRooms`: those whose whole history is. `from`: everything said since then in
 * all of them is here, in milliseconds since the epoch; 0: from the beginning; null: of one at least nothing is known yet.
 */
export type Coverage = { readonly rooms: number; readonly completeRooms: number; readonly from: number | null }

type Row = { readonly rooms: number; readonly completeRooms: number; readonly unknownRooms: number; readonly latest: number | null }

const sums = `count(*) AS rooms, count(CASE WHEN complete_from = 0 THEN 1 END) AS completeRooms,
  count(*) - count(complete_from) AS unknownRooms, max(complete_from) AS latest`

/** Reads nothing but its index, an entry for each room: 10,000 rooms are about a millisecond. */
export const coverageSql = `SELECT ${sums} FROM room INDEXED BY room_coverage WHERE membership = 'join' AND is_space = 0`
const roomCoverageSql = `SELECT ${sums} FROM room WHERE room = ?`

/** Of one room (`room.room`), whatever our membership; or (null) of all that we are in, spaces left out. */
export function readCoverage(reader: Reader, room: number | null): Coverage {
  const row = room === null ? reader.get<Row>(coverageSql) : reader.get<Row>(roomCoverageSql, room)
  const { rooms, completeRooms, unknownRooms, latest } = row ?? { rooms: 0, completeRooms: 0, unknownRooms: 0, latest: null }
  return { rooms, completeRooms, from: unknownRooms > 0 ? null : (latest ?? 0) }
}

/** So many events at the edge of what is here say when it was: two of them may lie, either way. */
const witnesses = 5

/**
 * Notes since when a room's history is whole. To be called in every transaction that changes its gaps or what lies after the last of them.
 * `after`: the position of the last gap; null: there is none. `isEmpty`: no event lies after it.
 *
 * What is missing was said, in the server's order, before the oldest event after the last gap. A sender's server may write any time on an
 * event, though, so that one alone is not believed: the time noted is the middle one of the five oldest events there. As everything after
 * the gap is here, it is never too early unless three of five lie, and later than it needs to be by two events at most.
 */
export function putCompleteFrom(writer: Writer, room: number, { after, isEmpty }: { readonly after: number | null; readonly isEmpty: boolean }): void {
  const from = isEmpty ? null : after === null ? 0 : edgeTime(writer, room, after)
  writer.run('UPDATE room SET complete_from = ? WHERE room = ? AND complete_from IS NOT ?', from, room, from)
}

/** At least 1, which is not the beginning. */
function edgeTime(reader: Reader, room: number, after: number): number | null {
  const times = reader.all<{ ts: number }>('SELECT ts FROM event WHERE room = ? AND position > ? ORDER BY position LIMIT ?', room, after, witnesses)
    .map(({ ts }) => ts).sort((one, other) => one - other)
  const middle = times[Math.floor(times.length / 2)]
  return middle === undefined ? null : Math.max(1, middle)
}

/** Messages of a room that are here and have their place, whether or not there is a gap between them. */
export function countMessages(reader: Reader, room: number): number {
  return reader.get<{ count: number }>(
    'SELECT count(*) AS count FROM event WHERE room = ? AND is_counted = 1 AND position IS NOT NULL', room,
  )?.count ?? 0
}

/** Whether so many messages, or so many events of any kind, lie after a position. */
export function hasEnoughAfter(
  reader: Reader, room: number, position: number, enough: { readonly messages: number; readonly events: number },
): boolean {
  const has = (where: string, least: number): boolean => (reader.get<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM event WHERE room = ? AND ${where} AND position > ? LIMIT ?)`, room, position, least,
  )?.count ?? 0) >= least
  return has('is_counted = 1', enough.messages) || has('position IS NOT NULL', enough.events)
}
