import type { EventId, LocalId, UserId } from '../../../../preload/contract/ids.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** An event as stored. `position` is null for one that is known and has no place in the timeline yet. */
export type EventRecord = {
  readonly event: number
  readonly eventId: EventId
  readonly position: number | null
  readonly isShown: boolean
  readonly isCounted: boolean
  readonly mentionsMe: boolean
  readonly sender: UserId
  readonly type: string
  readonly stateKey: string | null
  /** Milliseconds since the epoch, by the sender's server. */
  readonly ts: number
  readonly thread: EventId | null
  readonly transactionId: LocalId | null
  readonly redactedBy: EventId | null
  /** Untrusted, and pruned once redacted. */
  readonly json: string
}

export type NewEvent = Omit<EventRecord, 'event'>

type Flags = 'isShown' | 'isCounted' | 'mentionsMe'
type EventRow = Omit<EventRecord, Flags> & { readonly [flag in Flags]: number }

const columns = `event.event, event.event_id AS eventId, event.position, event.is_shown AS isShown, event.is_counted AS isCounted,
  event.mentions_me AS mentionsMe, event.sender, event.type, event.state_key AS stateKey, event.ts, event.thread,
  event.transaction_id AS transactionId, event.redacted_by AS redactedBy, event.json`

function toRecord(row: EventRow): EventRecord {
  return { ...row, isShown: row.isShown === 1, isCounted: row.isCounted === 1, mentionsMe: row.mentionsMe === 1 }
}

// Built once: the text is what the compiled statement is found by.
const eventByIdSql = `SELECT ${columns} FROM event WHERE room = ? AND event_id = ?`
const eventRowSql = `SELECT ${columns} FROM event WHERE event = ?`

export function readEvent(reader: Reader, room: number, eventId: EventId): EventRecord | undefined {
  const row = reader.get<EventRow>(eventByIdSql, room, eventId)
  return row && toRecord(row)
}

/** By its row id, as `room.last_event` holds it. */
export function readEventRow(reader: Reader, event: number): EventRecord | undefined {
  const row = reader.get<EventRow>(eventRowSql, event)
  return row && toRecord(row)
}

/** With the room in which it is. */
export type PlacedRecord = EventRecord & { readonly room: number }

export const eventRowsSql = `SELECT ${columns}, event.room FROM json_each(?) wanted CROSS JOIN event ON event.event = wanted.value`

/** Those of the events that are stored, by their row ids, of whatever rooms. */
export function readEventRows(reader: Reader, events: readonly number[]): readonly PlacedRecord[] {
  if (events.length === 0) return []
  return reader.all<EventRow & { readonly room: number }>(eventRowsSql, JSON.stringify(events)).map((row) => ({ ...toRecord(row), room: row.room }))
}

export const eventsByIdSql = `SELECT ${columns}
  FROM json_each(?) wanted CROSS JOIN event ON event.room = ? AND event.event_id = wanted.value`

/** Those of the events that are stored, by their ids. */
export function readEvents(reader: Reader, room: number, eventIds: readonly EventId[]): ReadonlyMap<EventId, EventRecord> {
  if (eventIds.length === 0) return new Map()
  const rows = reader.all<EventRow>(eventsByIdSql, JSON.stringify(eventIds), room)
  return new Map(rows.map((row) => [row.eventId, toRecord(row)]))
}

/** Where those of the events stand that have a place. */
export function positionsOf(reader: Reader, room: number, eventIds: readonly EventId[]): ReadonlyMap<EventId, number> {
  if (eventIds.length === 0) return new Map()
  const rows = reader.all<{ eventId: EventId; position: number }>(
    `SELECT event.event_id AS eventId, event.position FROM json_each(?) wanted
     CROSS JOIN event ON event.room = ? AND event.event_id = wanted.value WHERE event.position IS NOT NULL`,
    JSON.stringify(eventIds), room,
  )
  return new Map(rows.map(({ eventId, position }) => [eventId, position]))
}

/** The row id; null when the event is stored already, and stays as it is. */
export function insertEvent(writer: Writer, room: number, event: NewEvent): number | null {
  const { changes, rowId } = writer.run(
    `INSERT INTO event (room, event_id, position, is_shown, is_counted, mentions_me, sender, type, state_key, ts, thread, transaction_id,
       redacted_by, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (room, event_id) DO NOTHING`,
    room, event.eventId, event.position, Number(event.isShown), Number(event.isCounted), Number(event.mentionsMe), event.sender, event.type,
    event.stateKey, event.ts, event.thread, event.transactionId, event.redactedBy, event.json,
  )
  if (changes === 0) return null
  writer.unreadCounts.changedAt(room, event.position)
  return rowId
}

/** A stored event, as far as who changes it needs to know. */
type Known = Pick<EventRecord, 'event' | 'position'>

/** Gives a stored event its place, and our local id where it was not known yet. */
export function placeEvent(
  writer: Writer, room: number, event: number, { position, transactionId }: { readonly position: number; readonly transactionId: LocalId | null },
): void {
  writer.unreadCounts.changedAt(room, position)
  writer.run('UPDATE event SET position = ?, transaction_id = coalesce(transaction_id, ?) WHERE event = ?', position, transactionId, event)
}

/** Puts what an event turned out to be in the place of what it came as; its place, sender and time stay. */
export function replaceEvent(
  writer: Writer, room: number, { event, position }: Known, as: Pick<EventRecord, 'type' | 'isShown' | 'isCounted' | 'mentionsMe' | 'thread' | 'json'>,
): void {
  writer.unreadCounts.changedAt(room, position)
  writer.run(
    'UPDATE event SET type = ?, is_shown = ?, is_counted = ?, mentions_me = ?, thread = ?, json = ? WHERE event = ?',
    as.type, Number(as.isShown), Number(as.isCounted), Number(as.mentionsMe), as.thread, as.json, event,
  )
}

/** Keeps of an event what its redaction leaves. Nobody said anything any more. */
export function pruneEvent(
  writer: Writer, room: number, { event, position }: Known, { redactedBy, json }: { readonly redactedBy: EventId; readonly json: string },
): void {
  writer.unreadCounts.changedAt(room, position)
  writer.run('UPDATE event SET redacted_by = ?, json = ?, is_counted = 0, mentions_me = 0 WHERE event = ?', redactedBy, json, event)
}

/** Moves a stretch of a timeline by so many positions, and with it the mark of what I have read. */
export function movePositions(
  writer: Writer, room: number, { first, last, by }: { readonly first: number; readonly last: number; readonly by: number },
): void {
  writer.unreadCounts.forget(room)
  writer.run('UPDATE event SET position = position + ? WHERE room = ? AND position BETWEEN ? AND ?', by, room, first, last)
  writer.run('UPDATE room SET read_position = read_position + ? WHERE room = ? AND read_position BETWEEN ? AND ?', by, room, first, last)
}

const lowest = Number.MIN_SAFE_INTEGER
const highest = Number.MAX_SAFE_INTEGER

/** The first and the last place taken between two positions (null: without that limit), undefined when none is. */
export function boundsBetween(
  reader: Reader, room: number, after: number | null, before: number | null,
): { readonly first: number; readonly last: number } | undefined {
  const between = 'FROM event WHERE room = ? AND position > ? AND position < ?'
  const limits = [room, after ?? lowest, before ?? highest] as const
  const first = reader.get<{ position: number }>(`SELECT position ${between} ORDER BY position LIMIT 1`, ...limits)
  const last = reader.get<{ position: number }>(`SELECT position ${between} ORDER BY position DESC LIMIT 1`, ...limits)
  return first && last && { first: first.position, last: last.position }
}

/** The last place taken in a room's timeline. */
export function readLastPosition(reader: Reader, room: number): number | undefined {
  const sql = 'SELECT position FROM event WHERE room = ? AND position IS NOT NULL ORDER BY position DESC LIMIT 1'
  return reader.get<{ position: number }>(sql, room)?.position
}

/** The event at the oldest place of a stretch, to ask the server for its surroundings. */
export function eventAt(reader: Reader, room: number, position: number): { readonly eventId: EventId; readonly ts: number } | undefined {
  return reader.get('SELECT event_id AS eventId, ts FROM event WHERE room = ? AND position = ?', room, position)
}

export const shownBeforeSql = `SELECT ${columns} FROM event
  WHERE room = ? AND position IS NOT NULL AND is_shown = 1 AND position < ? ORDER BY position DESC LIMIT ?`
export const shownFromSql = `SELECT ${columns} FROM event
  WHERE room = ? AND position IS NOT NULL AND is_shown = 1 AND position >= ? ORDER BY position LIMIT ?`

/** The newest `count` events with a row of their own that stand before `position` (null: at the live end); oldest first. */
export function readShownBefore(reader: Reader, room: number, position: number | null, count: number): readonly EventRecord[] {
  return reader.all<EventRow>(shownBeforeSql, room, position ?? highest, count).map(toRecord).reverse()
}

/** The oldest `count` events with a row of their own that stand at `position` or after it; oldest first. */
export function readShownFrom(reader: Reader, room: number, position: number, count: number): readonly EventRecord[] {
  return reader.all<EventRow>(shownFromSql, room, position, count).map(toRecord)
}

export const shownBetweenSql = `SELECT ${columns} FROM event
  WHERE room = ? AND position IS NOT NULL AND is_shown = 1 AND position >= ? AND position < ? ORDER BY position DESC LIMIT ?`

/** The events with a row of their own from one position until another (excluded; null: the live end), the newest `most`; oldest first. */
export function readShownBetween(reader: Reader, room: number, from: number, until: number | null, most: number): readonly EventRecord[] {
  return reader.all<EventRow>(shownBetweenSql, room, from, until ?? highest, most).map(toRecord).reverse()
}
