import { isEventId, type EventId, type LocalId, type RoomId, type UserId } from '../../../preload/contract/ids.ts'
import type { Target } from '../../../preload/contract/calls/message-calls.ts'
import type { Membership } from '../../../preload/contract/rows/room-row.ts'
import { isRecord, ownRecord, parseJson, type JsonRecord } from '../base/json.ts'
import type { Reader } from '../store/reader.ts'
import { readOperation } from '../store/tables/outbox.ts'
import { roomKey } from '../store/tables/rooms.ts'

/** What sending must know of a stored event that an operation points to. */
export type TargetEvent = {
  readonly eventId: EventId
  readonly sender: UserId
  readonly type: string
  readonly content: JsonRecord
  readonly thread: EventId | null
  readonly isRedacted: boolean
}

/** Whether a room can be written to at all; undefined for a room never heard of. */
export type Fitness = { readonly isEncrypted: boolean; readonly membership: Membership }

export function readFitness(reader: Reader, roomId: RoomId): Fitness | undefined {
  const row = reader.get<{ encrypted: number; membership: Membership }>(
    'SELECT is_encrypted AS encrypted, membership FROM room WHERE room_id = ?', roomId,
  )
  return row && { isEncrypted: row.encrypted === 1, membership: row.membership }
}

export function readTargetEvent(reader: Reader, roomId: RoomId, eventId: EventId): TargetEvent | undefined {
  const room = roomKey(reader, roomId)
  if (room === undefined) return undefined
  const row = reader.get<{ sender: UserId; type: string; json: string; thread: EventId | null; redactedBy: string | null }>(
    'SELECT sender, type, json, thread, redacted_by AS redactedBy FROM event WHERE room = ? AND event_id = ?', room, eventId,
  )
  if (!row) return undefined
  const event = parseJson(row.json)
  return {
    eventId, sender: row.sender, type: row.type, thread: row.thread, isRedacted: row.redactedBy !== null,
    content: (isRecord(event) ? ownRecord(event, 'content') : undefined) ?? {},
  }
}

/** The event id that a target stands for by now; undefined while, or because, the server has none for it. */
export function resolveTarget(reader: Reader, target: Target): EventId | undefined {
  if (isEventId(target)) return target
  return eventOfOperation(reader, target)
}

function eventOfOperation(reader: Reader, localId: LocalId): EventId | undefined {
  const queued = readOperation(reader, localId)?.eventId
  // The outbox forgets what is done after a while; the event remembers which transaction it was.
  return queued ?? reader.get<{ eventId: EventId }>('SELECT event_id AS eventId FROM event WHERE transaction_id = ?', localId)?.eventId
}

/** The newest event of a thread that the store has, else its root. */
export function latestInThread(reader: Reader, roomId: RoomId, root: EventId): EventId {
  const room = roomKey(reader, roomId)
  if (room === undefined) return root
  const row = reader.get<{ eventId: EventId }>(
    `SELECT event.event_id AS eventId FROM relation JOIN event ON event.room = relation.room AND event.event_id = relation.event_id
     WHERE relation.room = ? AND relation.target_id = ? AND relation.kind = 'm.thread' AND event.position IS NOT NULL
     ORDER BY event.position DESC LIMIT 1`, room, root,
  )
  return row?.eventId ?? root
}

/** The room that a create operation already made: its m.room.create carries the operation's local id under `key`. */
export function findCreatedRoom(reader: Reader, key: string, localId: LocalId): RoomId | undefined {
  const rows = reader.iterate<{ roomId: RoomId; content: string }>(
    `SELECT room.room_id AS roomId, state.content AS content FROM state JOIN room ON room.room = state.room
     WHERE state.type = 'm.room.create' AND instr(state.content, ?) > 0`, localId,
  )
  for (const row of rows) {
    const content = parseJson(row.content)
    if (isRecord(content) && content[key] === localId) return row.roomId
  }
  return undefined
}
