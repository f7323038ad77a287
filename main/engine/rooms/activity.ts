import type { Reader } from '../store/reader.ts'
import type { RoomRecord } from '../store/tables/rooms.ts'

/** The last thing said (row id of its event) and when the room was last active, in milliseconds since the epoch. */
export type Activity = { readonly lastEvent: number | null; readonly lastTs: number }

/**
 * A sender whose clock is wrong neither pins a room to the top of the list nor buries it: no time is later than now, and of the last few
 * things said the latest time counts.
 */
export function readActivity(reader: Reader, record: RoomRecord, now: number): Activity {
  const said = reader.all<{ event: number; ts: number }>(lastSaidSql, record.room)
  const last = said[0]
  if (last === undefined) return { lastEvent: null, lastTs: record.lastTs > 0 ? record.lastTs : firstGuess(reader, record, now) }
  // Once found, the time stands: "now" would be later at the next look.
  if (last.event === record.lastEvent) return { lastEvent: last.event, lastTs: record.lastTs }
  return { lastEvent: last.event, lastTs: Math.min(now, Math.max(...said.map(({ ts }) => ts))) }
}

/** Exported for the test on its query plan. */
export const lastSaidSql =
  'SELECT event, ts FROM event WHERE room = ? AND is_counted = 1 AND position IS NOT NULL ORDER BY position DESC LIMIT 5'

const newestSql = 'SELECT ts FROM event WHERE room = ? AND position IS NOT NULL ORDER BY position DESC LIMIT 1'

/** Nothing was said as far as is known: the time of whatever happened last, or of hearing of the room. It stays until something is said. */
function firstGuess(reader: Reader, { room }: RoomRecord, now: number): number {
  const newest = reader.get<{ ts: number }>(newestSql, room)
  return newest === undefined ? now : Math.min(newest.ts, now)
}
