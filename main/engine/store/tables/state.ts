import type { EventId, UserId } from '../../../../preload/contract/index.ts'
import { isRecord, parseJson, type JsonRecord } from '../../base/json.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** The current state of a room under one (type, state_key). Members are not here: see `members.ts`. */
export type StateEntry = {
  readonly type: string
  readonly stateKey: string
  /** Null in the stripped state of an invite. */
  readonly eventId: EventId | null
  readonly sender: UserId
  /** Milliseconds since the epoch by the sender's server; 0 where it was not told. */
  readonly ts: number
  /** What is kept of it if it was redacted. Untrusted: read it with the guards of `base/json.ts`. */
  readonly content: JsonRecord
}

type StateRow = Omit<StateEntry, 'content'> & { readonly content: string }

const columns = 'type, state_key AS stateKey, event_id AS eventId, sender, ts, content'

function toEntry(row: StateRow): StateEntry {
  const content = parseJson(row.content)
  return { ...row, content: isRecord(content) ? content : {} }
}

export function readState(reader: Reader, room: number, type: string, stateKey = ''): StateEntry | undefined {
  const row = reader.get<StateRow>(`SELECT ${columns} FROM state WHERE room = ? AND type = ? AND state_key = ?`, room, type, stateKey)
  return row && toEntry(row)
}

/** Every entry of one type, whatever its state key. */
export function readStateOfType(reader: Reader, room: number, type: string): readonly StateEntry[] {
  return reader.all<StateRow>(`SELECT ${columns} FROM state WHERE room = ? AND type = ?`, room, type).map(toEntry)
}

export function putState(writer: Writer, room: number, entry: StateEntry): void {
  writer.run(
    `INSERT INTO state (room, type, state_key, event_id, sender, ts, content) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (room, type, state_key) DO UPDATE SET event_id = excluded.event_id, sender = excluded.sender, ts = excluded.ts,
       content = excluded.content`,
    room, entry.type, entry.stateKey, entry.eventId, entry.sender, entry.ts, JSON.stringify(entry.content),
  )
}

export function removeState(writer: Writer, room: number, type: string, stateKey: string): void {
  writer.run('DELETE FROM state WHERE room = ? AND type = ? AND state_key = ?', room, type, stateKey)
}

/** Before the server tells the whole state anew: what it does not mention is unset. */
export function clearState(writer: Writer, room: number): void {
  writer.run('DELETE FROM state WHERE room = ?', room)
}

/** What these events made the current state. */
export function readStateByEvent(reader: Reader, room: number, eventIds: readonly EventId[]): readonly StateEntry[] {
  const sql = `SELECT ${columns} FROM state WHERE room = ? AND event_id IN (SELECT value FROM json_each(?))`
  return reader.all<StateRow>(sql, room, JSON.stringify(eventIds)).map(toEntry)
}
