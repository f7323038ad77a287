import type { EventId, UserId } from '../../../../preload/contract/index.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'
import { positionsOf } from './events.ts'

export type ReceiptKind = 'm.read' | 'm.read.private' | 'm.fully_read'

export type Receipt = {
  readonly userId: UserId
  readonly kind: ReceiptKind
  /** `''` for an unthreaded receipt, `main`, or the event id of the thread's root. */
  readonly thread: string
  readonly eventId: EventId
  /** Milliseconds since the epoch. */
  readonly ts: number
}

type Stored = { readonly eventId: EventId; readonly ts: number; readonly position: number | null }

/**
 * Moves somebody's receipt, never backwards: false when what is stored is as new or newer. Where the two events' places in the timeline are
 * not both known their times decide; a server that repeats an old receipt then does not undo what was read here.
 */
export function putReceipt(writer: Writer, room: number, receipt: Receipt): boolean {
  const stored = writer.get<Stored>(
    `SELECT r.event_id AS eventId, r.ts, e.position FROM receipt r LEFT JOIN event e ON e.room = r.room AND e.event_id = r.event_id
     WHERE r.room = ? AND r.user_id = ? AND r.kind = ? AND r.thread = ?`,
    room, receipt.userId, receipt.kind, receipt.thread,
  )
  if (stored && !isNewer(receipt, positionOf(writer, room, receipt.eventId), stored)) return false
  writer.run(
    `INSERT INTO receipt (room, user_id, kind, thread, event_id, ts) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (room, user_id, kind, thread) DO UPDATE SET event_id = excluded.event_id, ts = excluded.ts`,
    room, receipt.userId, receipt.kind, receipt.thread, receipt.eventId, receipt.ts,
  )
  return true
}

function isNewer(receipt: Receipt, position: number | null, stored: Stored): boolean {
  if (receipt.eventId === stored.eventId) return false
  if (position !== null && stored.position !== null) return position > stored.position
  return receipt.ts >= stored.ts
}

function positionOf(reader: Reader, room: number, eventId: EventId): number | null {
  return positionsOf(reader, room, [eventId]).get(eventId) ?? null
}

/**
 * How far somebody has read, as positions in the timeline: of unthreaded receipts, and of those for the main timeline. Null: not known. `threads`:
 * the same of threads, in words that are others whenever one of them is.
 */
export type ReadPositions = { readonly everywhere: number | null; readonly main: number | null; readonly threads: string }

export function readPositions(reader: Reader, room: number, userId: UserId): ReadPositions {
  const rows = reader.all<{ thread: string; position: number | null }>(
    `SELECT r.thread, e.position FROM receipt r LEFT JOIN event e ON e.room = r.room AND e.event_id = r.event_id
     WHERE r.room = ? AND r.user_id = ? AND r.kind IN ('m.read', 'm.read.private')
     ORDER BY r.kind, r.thread`,
    room, userId,
  )
  const furthest = (thread: string) => rows.reduce<number | null>(
    (most, row) => row.thread === thread && row.position !== null && (most === null || row.position > most) ? row.position : most, null,
  )
  const threads = JSON.stringify(rows.filter(({ thread }) => thread !== '' && thread !== 'main'))
  return { everywhere: furthest(''), main: furthest('main'), threads }
}
