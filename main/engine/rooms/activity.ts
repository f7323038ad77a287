import type { Reader } from '../store/reader.ts'
import type { RoomRecord } from '../store/tables/rooms.ts'

/** The last thing said (row id of its event) and when the room was last active, in milliseconds since the epoch. */
export type Activity = { readonly lastEvent: number | null; readonly lastTs: number }

/**
 * Time never runs backwards in a room, and never ahead of the clock on the wall: a sender whose clock is wrong neither pins a room to the
 * top of the list nor buries it.
 */
export function readActivity(reader: Reader, record: RoomRecord, now: number): Activity {
  const said = reader.get<{ event: number; ts: number }>(lastSaidSql, record.room)
  if (said === undefined) return { lastEvent: null, lastTs: record.lastTs > 0 ? record.lastTs : firstGuess(reader, record, now) }
  if (said.event === record.lastEvent) return { lastEvent: said.event, lastTs: record.lastTs }
  const ts = Math.min(said.ts, now)
  return { lastEvent: said.event, lastTs: record.lastEvent === null ? ts : Math.max(record.lastTs, ts) }
}

/** Exported for the test on its query plan. */
export const lastSaidSql =
  'SELECT event, ts FROM event WHERE room = ? AND is_counted = 1 AND position IS NOT NULL ORDER BY position DESC LIMIT 1'

/** Nothing was said as far as is known: the time of whatever happened last, or of hearing of the room. It stays until something is said. */
function firstGuess(reader: Reader, { room }: RoomRecord, now: number): number {
  const newest = reader.get<{ ts: number }>('SELECT ts FROM event WHERE room = ? AND position IS NOT NULL ORDER BY position DESC LIMIT 1', room)
  return newest === undefined ? now : Math.min(newest.ts, now)
}
