import type { RoomId } from '../../../../preload/contract/ids.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** asked: the whole history shall be here. opened: somebody looked at the room. stopped: nothing is fetched unless somebody looks at it. */
export type HistoryWish = 'asked' | 'opened' | 'stopped'

/** A room whose history may be lacking. `wish`: null where nothing was ever said of it. `completeFrom`: see `Coverage`. */
export type LackingRoom = {
  readonly room: number
  readonly roomId: RoomId
  readonly wish: HistoryWish | null
  readonly completeFrom: number | null
}

/** `ts`: now, in milliseconds since the epoch. */
export function putWish(writer: Writer, room: number, wish: HistoryWish, ts: number): void {
  writer.run(
    `INSERT INTO history_wish (room, wish, ts) VALUES (?, ?, ?)
     ON CONFLICT (room) DO UPDATE SET wish = excluded.wish, ts = excluded.ts`,
    room, wish, ts,
  )
}

/** Somebody looks at the room: that changes nothing about one that was asked for or stopped. Of rooms that we are in. */
export function noteOpened(writer: Writer, roomId: RoomId, ts: number): void {
  writer.run(
    `INSERT INTO history_wish (room, wish, ts) SELECT room, 'opened', ? FROM room WHERE room_id = ? AND membership = 'join' AND is_space = 0
     ON CONFLICT (room) DO UPDATE SET ts = excluded.ts WHERE wish = 'opened'`,
    ts, roomId,
  )
}

export function removeWish(writer: Writer, room: number): void {
  writer.run('DELETE FROM history_wish WHERE room = ?', room)
}

export function readWish(reader: Reader, room: number): HistoryWish | null {
  return reader.get<{ wish: HistoryWish }>('SELECT wish FROM history_wish WHERE room = ?', room)?.wish ?? null
}

const columns = 'room.room, room.room_id AS roomId, wish, complete_from AS completeFrom'

/** Rooms that are not whole and whose history was asked for, in the order of asking; then those looked at, the latest first. */
export function readLackingWished(reader: Reader): readonly LackingRoom[] {
  return reader.all<LackingRoom>(
    `SELECT ${columns} FROM history_wish CROSS JOIN room USING (room) WHERE wish <> 'stopped' AND complete_from IS NOT 0
     ORDER BY wish = 'opened', CASE wish WHEN 'asked' THEN ts ELSE -ts END`,
  )
}

/** Rooms that we are in, with a gap, and of which nothing was said; the last active first, so many at the most; spaces left out. */
export function readLackingOthers(reader: Reader, most: number): readonly LackingRoom[] {
  return reader.all<LackingRoom>(
    `SELECT ${columns} FROM room LEFT JOIN history_wish USING (room)
     WHERE membership = 'join' AND is_space = 0 AND complete_from IS NOT 0 AND wish IS NULL
       AND EXISTS (SELECT 1 FROM gap WHERE gap.room = room.room)
     ORDER BY last_ts DESC LIMIT ?`,
    most,
  )
}

/** Rooms whose history was asked for, in the order of asking; so many at the most. */
export function readAsked(reader: Reader, most: number): readonly RoomId[] {
  return reader.all<{ roomId: RoomId }>(
    "SELECT room_id AS roomId FROM history_wish CROSS JOIN room USING (room) WHERE wish = 'asked' ORDER BY ts LIMIT ?", most,
  ).map(({ roomId }) => roomId)
}
