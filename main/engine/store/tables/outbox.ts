import type { EventId, LocalId, RoomId } from '../../../../preload/contract/ids.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/**
 * waiting: for its turn or the network. sending: a request is under way, or was when the process ended. done: the server has it. failed:
 * refused.
 */
export type OutboxState = 'waiting' | 'sending' | 'done' | 'failed'

/** One row of the outbox; `input` is the operation as JSON, which is the business of `sending`. */
export type OutboxRecord = {
  readonly operation: number
  readonly localId: LocalId
  readonly roomId: RoomId | null
  readonly kind: string
  readonly input: string
  readonly state: OutboxState
  /** Milliseconds since the epoch. */
  readonly createdTs: number
  readonly attempts: number
  readonly eventId: EventId | null
  readonly resultRoom: RoomId | null
  readonly code: string | null
  readonly reason: string | null
}

const columns = `operation, local_id AS localId, room_id AS roomId, kind, input, state, created_ts AS createdTs, attempts,
  event_id AS eventId, result_room AS resultRoom, code, reason`

export type NewOperation = Pick<OutboxRecord, 'localId' | 'roomId' | 'kind' | 'input' | 'createdTs'>

export function addToOutbox(writer: Writer, entry: NewOperation): void {
  writer.run(
    `INSERT INTO outbox (local_id, room_id, kind, input, state, created_ts) VALUES (?, ?, ?, ?, 'waiting', ?)`,
    entry.localId, entry.roomId, entry.kind, entry.input, entry.createdTs,
  )
  touch(writer, entry.roomId)
}

export function readOperation(reader: Reader, localId: LocalId): OutboxRecord | undefined {
  return reader.get<OutboxRecord>(`SELECT ${columns} FROM outbox WHERE local_id = ?`, localId)
}

/** The operation that became this event; its event may not have come back yet. */
export function readSent(reader: Reader, eventId: EventId): OutboxRecord | undefined {
  return reader.get<OutboxRecord>(`SELECT ${columns} FROM outbox WHERE event_id = ?`, eventId)
}

/** Everything that is not through yet, in the order in which the user did it. */
export function readOpenOperations(reader: Reader): readonly OutboxRecord[] {
  return reader.all<OutboxRecord>(`SELECT ${columns} FROM outbox WHERE state <> 'done' ORDER BY operation`)
}

/** A room's operations in the user's order, those included that are done but whose event has not come back in a sync. */
export function readRoomOperations(reader: Reader, roomId: RoomId): readonly OutboxRecord[] {
  return reader.all<OutboxRecord>(`SELECT ${columns} FROM outbox WHERE room_id = ? ORDER BY operation`, roomId)
}

export type OutboxCounts = { readonly waiting: number; readonly failed: number }

/** How many wait or are under way, and how many were refused for good. */
export function countOutbox(reader: Reader): OutboxCounts {
  return summed(reader.all<CountRow>(`SELECT state, count(*) AS count FROM outbox WHERE state <> 'done' GROUP BY state`))
}

/** The same without read markers: nobody waits for those, so nobody is told that they wait. */
export function countNoticedOutbox(reader: Reader): OutboxCounts {
  return summed(reader.all<CountRow>(
    `SELECT state, count(*) AS count FROM outbox WHERE state <> 'done' AND kind <> 'read' GROUP BY state`,
  ))
}

type CountRow = { readonly state: OutboxState; readonly count: number }

function summed(rows: readonly CountRow[]): OutboxCounts {
  const of = (...states: readonly OutboxState[]) => rows.filter((row) => states.includes(row.state)).reduce((sum, row) => sum + row.count, 0)
  return { waiting: of('waiting', 'sending'), failed: of('failed') }
}

/** Whether something of ours in this room waits or failed: failed outweighs waiting. */
export function roomOutboxState(reader: Reader, roomId: RoomId): 'none' | 'waiting' | 'failed' {
  const row = reader.get<{ failed: number; open: number }>(
    `SELECT coalesce(sum(state = 'failed'), 0) AS failed, count(*) AS open FROM outbox WHERE room_id = ? AND state <> 'done' AND kind <> 'read'`, roomId,
  )
  if (!row || row.open === 0) return 'none'
  return row.failed > 0 ? 'failed' : 'waiting'
}

export function markSending(writer: Writer, localId: LocalId): void {
  writer.run(`UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE local_id = ?`, localId)
}

/** Back to waiting, with what kept it from going, if anything did; unless its event came back all the same. */
export function markWaiting(writer: Writer, record: OutboxRecord, code: string | null, reason: string | null): void {
  writer.run(`UPDATE outbox SET state = 'waiting', code = ?, reason = ? WHERE local_id = ? AND state <> 'done'`, code, reason, record.localId)
  touch(writer, record.roomId)
}

export function markFailed(writer: Writer, record: OutboxRecord, code: string, reason: string): void {
  writer.run(`UPDATE outbox SET state = 'failed', code = ?, reason = ? WHERE local_id = ? AND state <> 'done'`, code, reason, record.localId)
  touch(writer, record.roomId)
}

/** The server has it. Its row stays until the event comes back, so that the screen never blinks. */
export function markDone(writer: Writer, record: OutboxRecord, result: { readonly eventId?: EventId; readonly roomId?: RoomId }): void {
  writer.run(
    `UPDATE outbox SET state = 'done', event_id = coalesce(?, event_id), result_room = ?, code = NULL, reason = NULL WHERE local_id = ?`,
    result.eventId ?? null, result.roomId ?? null, record.localId,
  )
  touch(writer, record.roomId)
}

/**
 * The event of an operation came in a sync, before or after the answer to the request: either way the operation is done. Called in the
 * transaction that places the event, so that the echo is replaced in one step.
 */
export function markEchoed(writer: Writer, localId: LocalId, eventId: EventId): void {
  const record = readOperation(writer, localId)
  if (record && record.state !== 'done') markDone(writer, record, { eventId })
}

/** Makes whatever was under way when the last process ended wait again: the same transaction id makes a second request harmless. */
export function resumeInterrupted(writer: Writer): void {
  writer.run(`UPDATE outbox SET state = 'waiting' WHERE state = 'sending'`)
  writer.changes.outbox = true
}

export function replaceInput(writer: Writer, record: OutboxRecord, input: string): void {
  writer.run(`UPDATE outbox SET input = ? WHERE local_id = ?`, input, record.localId)
  touch(writer, record.roomId)
}

export function removeFromOutbox(writer: Writer, record: OutboxRecord): void {
  writer.run(`DELETE FROM outbox WHERE local_id = ?`, record.localId)
  touch(writer, record.roomId)
}

/** Forgets what has been done since before `ts`. */
export function forgetDone(writer: Writer, ts: number): void {
  writer.run(`DELETE FROM outbox WHERE state = 'done' AND created_ts < ?`, ts)
}

function touch(writer: Writer, roomId: RoomId | null): void {
  writer.changes.outbox = true
  if (roomId === null) return
  writer.changes.timelines.add(roomId)
  writer.changes.rooms.add(roomId)
}
