import type { EventId, RoomId, UserId } from '../../../../preload/contract/ids.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** One event that relates to another, whichever of the two is stored. `key`: of an annotation, else null. */
export type Relation = {
  readonly targetId: EventId
  readonly kind: 'm.annotation' | 'm.replace' | 'm.thread' | 'm.reference' | 'redaction'
  readonly eventId: EventId
  readonly sender: UserId
  readonly ts: number
  readonly key: string | null
}

export function addRelation(writer: Writer, room: number, { targetId, kind, eventId, sender, ts, key }: Relation): void {
  writer.run(
    'INSERT OR IGNORE INTO relation (room, target_id, kind, event_id, sender, ts, key) VALUES (?, ?, ?, ?, ?, ?, ?)',
    room, targetId, kind, eventId, sender, ts, key,
  )
}

/** A relation ends when the event that made it is redacted. */
export function removeRelation(
  writer: Writer, room: number, { targetId, kind, eventId }: Pick<Relation, 'targetId' | 'kind' | 'eventId'>,
): void {
  writer.run('DELETE FROM relation WHERE room = ? AND target_id = ? AND kind = ? AND event_id = ?', room, targetId, kind, eventId)
}

/** What has come about an event, mostly before the event itself. `redaction`: of several the one with the smallest id, so that their order does not matter. */
export type Foretold = { readonly redaction: EventId | null; readonly isEdited: boolean }

export const nothingForetold: Foretold = { redaction: null, isEdited: false }

export const foretoldSql = `SELECT relation.target_id AS targetId, min(CASE WHEN kind = 'redaction' THEN event_id END) AS redaction,
    max(kind = 'm.replace') AS isEdited
  FROM json_each(?) wanted CROSS JOIN relation ON relation.room = ? AND relation.target_id = wanted.value AND kind IN ('m.replace', 'redaction')
  GROUP BY relation.target_id`

/** Of each of the events, stored or not. */
export function readForetold(reader: Reader, room: number, eventIds: readonly EventId[]): Map<EventId, Foretold> {
  const found = new Map(eventIds.map((eventId) => [eventId, nothingForetold]))
  type Row = { readonly targetId: EventId; readonly redaction: EventId | null; readonly isEdited: number }
  for (const { targetId, redaction, isEdited } of reader.all<Row>(foretoldSql, JSON.stringify(eventIds), room)) {
    found.set(targetId, { redaction, isEdited: isEdited === 1 })
  }
  return found
}

/** `shield`: JSON, of an edit that came encrypted. */
export type Edit = { readonly targetId: EventId; readonly eventId: EventId; readonly json: string; readonly shield: string | null }

/**
 * The newest valid edit of each event (client-server API, "Validity of replacement events"): by the same sender and of the same type; edits
 * of edits, of state and without new content never enter the table, and redacted ones have left it. What came encrypted is edited by what
 * came encrypted, so that no server can put words into a message that it cannot read.
 */
const latestEdit = `CROSS JOIN event AS edit ON edit.event = (
    SELECT replacement.event
    FROM relation CROSS JOIN event AS replacement ON replacement.room = relation.room AND replacement.event_id = relation.event_id
    WHERE relation.room = target.room AND relation.target_id = target.event_id AND relation.kind = 'm.replace'
      AND relation.sender = target.sender AND replacement.type = target.type AND replacement.type <> 'm.room.encrypted'
      AND (NOT EXISTS (SELECT 1 FROM encrypted_event WHERE event = target.event)
        OR EXISTS (SELECT 1 FROM encrypted_event WHERE event = replacement.event))
    ORDER BY relation.ts DESC, relation.event_id DESC LIMIT 1)
  WHERE target.state_key IS NULL AND target.redacted_by IS NULL`

const edited = `target.event_id AS targetId, edit.event_id AS eventId, edit.json,
    (SELECT shield FROM encrypted_event WHERE event = edit.event) AS shield`

export const latestEditsSql = `SELECT ${edited}
  FROM json_each(?) wanted
  CROSS JOIN event AS target ON target.room = ? AND target.event_id = wanted.value
  ${latestEdit}`

export function readLatestEdits(reader: Reader, room: number, targetIds: readonly EventId[]): ReadonlyMap<EventId, Edit> {
  if (targetIds.length === 0) return new Map()
  const edits = reader.all<Edit>(latestEditsSql, JSON.stringify(targetIds), room)
  return new Map(edits.map((edit) => [edit.targetId, edit]))
}

export const latestEditsOfRowsSql = `SELECT target.event, ${edited}
  FROM json_each(?) wanted
  CROSS JOIN event AS target ON target.event = wanted.value
  ${latestEdit}`

/** The same for events by their row ids, of whatever rooms. */
export function readLatestEditsOfRows(reader: Reader, events: readonly number[]): ReadonlyMap<number, Edit> {
  if (events.length === 0) return new Map()
  const edits = reader.all<Edit & { readonly event: number }>(latestEditsOfRowsSql, JSON.stringify(events))
  return new Map(edits.map((edit) => [edit.event, edit]))
}

/** One of the first people who reacted to an event with a key, beside how many did, and my own reaction if there is one. */
export type ReactionEntry = {
  readonly targetId: EventId
  readonly key: string
  readonly count: number
  readonly mine: EventId | null
  readonly sender: UserId
}

/** How many people an entry is given for, and how many keys of one event. */
export const mostPeople = 8
const mostKeys = 40

/** Somebody who reacted twice with the same key counts once (client-server API, "Event annotations and reactions"). */
export const reactionsSql = `WITH one AS (
    SELECT relation.target_id, relation.key, relation.sender, min(relation.ts) AS ts, min(relation.event_id) AS event_id
    FROM json_each(?) wanted
    CROSS JOIN relation ON relation.room = ? AND relation.target_id = wanted.value AND relation.kind = 'm.annotation'
    GROUP BY relation.target_id, relation.key, relation.sender
  ), ranked AS (
    SELECT *, count(*) OVER of_key AS number, min(ts) OVER of_key AS first,
      max(CASE WHEN sender = ? THEN event_id END) OVER of_key AS mine,
      row_number() OVER (PARTITION BY target_id, key ORDER BY ts, sender) AS nth
    FROM one WINDOW of_key AS (PARTITION BY target_id, key)
  ), listed AS (
    SELECT *, dense_rank() OVER (PARTITION BY target_id ORDER BY first, key) AS place FROM ranked WHERE nth <= ${mostPeople}
  )
  SELECT target_id AS targetId, key, number AS count, mine, sender FROM listed WHERE place <= ${mostKeys} ORDER BY target_id, place, nth`

/** In the order in which the keys first appeared, and people within a key. */
export function readReactions(reader: Reader, room: number, targetIds: readonly EventId[], me: UserId): readonly ReactionEntry[] {
  if (targetIds.length === 0) return []
  return reader.all<ReactionEntry>(reactionsSql, JSON.stringify(targetIds), room, me)
}

/** Whether something refers to an event (m.reference), as the steps of a verification do to its request. `eventId` may be any text. */
export function isReferredTo(reader: Reader, roomId: RoomId, eventId: string): boolean {
  const sql = `SELECT 1 AS found FROM room JOIN relation ON relation.room = room.room AND relation.target_id = ? AND relation.kind = 'm.reference'
    WHERE room.room_id = ? LIMIT 1`
  return reader.get(sql, eventId, roomId) !== undefined
}
