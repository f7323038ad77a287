import type { EventId, RoomId } from '../../../../preload/contract/ids.ts'
import type { UndecryptedCause } from '../../../../preload/contract/rows/encryption-row.ts'
import type { Reader } from '../reader.ts'

/** An event that waits to be decrypted. `position`: null for one without a place in the timeline. */
export type WaitingEvent = {
  readonly event: number
  readonly room: number
  readonly roomId: RoomId
  readonly sessionId: string
  readonly cause: UndecryptedCause
  readonly position: number | null
  readonly ts: number
  /** It is the last thing said in its room. */
  readonly isLast: boolean
}

type Row = Omit<WaitingEvent, 'isLast'> & { readonly isLast: number | null }

/** The first part is what the index wants to hear. */
const isOfCauses = 'encrypted_event.cause IS NOT NULL AND encrypted_event.cause IN (SELECT value FROM json_each(?))'

const columns = `encrypted_event.event, encrypted_event.room, room.room_id AS roomId, encrypted_event.session_id AS sessionId,
  encrypted_event.cause, event.position, event.ts, room.last_event = encrypted_event.event AS isLast`

const toWaiting = (row: Row): WaitingEvent => ({ ...row, isLast: row.isLast === 1 })

export const waitingOfSessionsSql = `SELECT ${columns}
  FROM json_each(?) wanted
  CROSS JOIN room ON room.room_id = wanted.value ->> 0
  CROSS JOIN encrypted_event INDEXED BY encrypted_event_waiting
    ON encrypted_event.room = room.room AND encrypted_event.session_id = wanted.value ->> 1 AND ${isOfCauses}
  CROSS JOIN event ON event.event = encrypted_event.event`

/** Those of these sessions that wait for one of the causes, in no order. */
export function readWaitingOfSessions(
  reader: Reader, sessions: readonly { readonly roomId: RoomId; readonly sessionId: string }[], causes: readonly UndecryptedCause[],
): readonly WaitingEvent[] {
  const wanted = JSON.stringify(sessions.map(({ roomId, sessionId }) => [roomId, sessionId]))
  return reader.all<Row>(waitingOfSessionsSql, wanted, JSON.stringify(causes)).map(toWaiting)
}

const waitingForSql = `SELECT ${columns} FROM encrypted_event
  JOIN room ON room.room = encrypted_event.room JOIN event ON event.event = encrypted_event.event
  WHERE ${isOfCauses}`

/** All that wait for one of these causes. */
export function readWaitingFor(reader: Reader, causes: readonly UndecryptedCause[]): readonly WaitingEvent[] {
  return reader.all<Row>(waitingForSql, JSON.stringify(causes)).map(toWaiting)
}

/** Causes that a key can mend. */
const lacksKey = "encrypted_event.cause IN ('no-key', 'in-backup', 'before-joining', 'old-index', 'withheld', 'withheld-unverified')"

export const sessionsSinceSql = `SELECT DISTINCT session_id AS sessionId FROM encrypted_event NOT INDEXED
  WHERE event > ? AND room = ? AND session_id <> '' AND ${lacksKey} LIMIT ?`

/** Sessions whose keys would open what was stored in a room after the mark (`readArrivalMark`). */
export function readSessionsSince(reader: Reader, room: number, mark: number, most: number): readonly string[] {
  return reader.all<{ sessionId: string }>(sessionsSinceSql, mark, room, most).map(({ sessionId }) => sessionId)
}

const sessionsOfSql = `SELECT DISTINCT encrypted_event.session_id AS sessionId
  FROM json_each(?) wanted
  CROSS JOIN event ON event.room = (SELECT room FROM room WHERE room_id = ?) AND event.event_id = wanted.value
  CROSS JOIN encrypted_event ON encrypted_event.event = event.event
  WHERE ${lacksKey}`

/** Sessions whose keys would open these events, in the order of the events. */
export function readSessionsOf(reader: Reader, roomId: RoomId, eventIds: readonly EventId[]): readonly string[] {
  if (eventIds.length === 0) return []
  return reader.all<{ sessionId: string }>(sessionsOfSql, JSON.stringify(eventIds), roomId).map(({ sessionId }) => sessionId)
}
