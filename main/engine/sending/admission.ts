import { isEventId, type EventId, type LocalId, type RoomId } from '../../../preload/contract/ids.ts'
import type { Me } from '../base/me.ts'
import { refreshUnread } from '../rooms/unread.ts'
import {
  addToOutbox, markWaiting, readOpenOperations, readOperation, readSent, removeFromOutbox, replaceInput, type OutboxRecord,
} from '../store/tables/outbox.ts'
import { putReceipt } from '../store/tables/receipts.ts'
import { roomKey } from '../store/tables/rooms.ts'
import type { Writer } from '../store/writer.ts'
import { cancelOperation } from './cancellation.ts'
import { dependsOn, operationOf, roomOf, type Operation } from './operation.ts'
import { OutboxError } from './outbox-error.ts'
import { readFitness, readTargetEvent } from './targets.ts'

export type Admission = { readonly operation: Operation; readonly localId: LocalId; readonly me: Me; readonly now: number }

/**
 * Takes an operation into the outbox, in the writer's transaction, or throws `OutboxError` for one that must not be there. What still waits
 * is changed where it waits: an edit of it becomes its text, taking it back removes it. Returns the local id under which it goes on.
 */
export function admit(writer: Writer, admission: Admission): LocalId {
  const { operation } = admission
  refuseUnfit(writer, admission)
  switch (operation.kind) {
    case 'edit':
      return amendWaiting(writer, operation) ?? add(writer, admission)
    case 'redact':
      return withdrawWaiting(writer, operation, admission.now) ?? add(writer, admission)
    case 'read':
      replaceWaitingRead(writer, operation.roomId)
      readHere(writer, operation, admission)
      return add(writer, admission)
    default:
      return add(writer, admission)
  }
}

function add(writer: Writer, { operation, localId, now }: Admission): LocalId {
  addToOutbox(writer, { localId, roomId: roomOf(operation), kind: operation.kind, input: JSON.stringify(operation), createdTs: now })
  return localId
}

const written: ReadonlySet<string> = new Set(['message', 'file', 'edit', 'react'])

function refuseUnfit(writer: Writer, { operation, me }: Admission): void {
  const roomId = roomOf(operation)
  if (roomId !== null && operation.kind !== 'join') {
    const fitness = readFitness(writer, roomId)
    if (!fitness) throw new OutboxError('not-found', 'There is no such room in this account.')
    if (written.has(operation.kind) && fitness.membership !== 'join') throw new OutboxError('forbidden', 'You are not in this room: join it first.')
  }
  const waitsFor = dependsOn(operation)
  if (waitsFor !== null && !readOperation(writer, waitsFor)) throw new OutboxError('not-found', 'There is nothing in the outbox by that id.')
  if (operation.kind !== 'edit' || !isEventId(operation.target)) return
  const event = readTargetEvent(writer, operation.roomId, operation.target)
  if (!event && isSentHere(writer, operation.roomId, operation.target)) return
  if (!event) throw new OutboxError('not-found', 'There is no such message on this computer.')
  if (event.sender !== me.userId) throw new OutboxError('forbidden', 'You can only edit your own messages.')
  if (event.type !== 'm.room.message' || event.isRedacted) throw new OutboxError('bad-input', 'Only a message that is still there can be edited.')
}

/** A message of mine that is through, and whose event has not come back yet. */
function isSentHere(writer: Writer, roomId: RoomId, eventId: EventId): boolean {
  const sent = readSent(writer, eventId)
  return sent?.roomId === roomId && (sent.kind === 'message' || sent.kind === 'file')
}

/** A message that has not gone yet simply gets the new text. */
function amendWaiting(writer: Writer, edit: Extract<Operation, { kind: 'edit' }>): LocalId | null {
  if (isEventId(edit.target)) return null
  const record = readOperation(writer, edit.target)
  if (!record || record.state === 'sending' || record.state === 'done') return null
  const waiting = operationOf(record)
  if (waiting.kind === 'message') replaceInput(writer, record, JSON.stringify({ ...waiting, text: edit.text, format: edit.format }))
  else if (waiting.kind === 'file') replaceInput(writer, record, JSON.stringify({ ...waiting, caption: edit.text }))
  else throw new OutboxError('bad-input', 'Only a message can be edited.')
  if (record.state === 'failed') markWaiting(writer, record, null, null)
  return record.localId
}

function withdrawWaiting(writer: Writer, redact: Extract<Operation, { kind: 'redact' }>, now: number): LocalId | null {
  if (isEventId(redact.target)) return null
  const record = readOperation(writer, redact.target)
  if (!record || record.state === 'sending' || record.state === 'done') return null
  cancelOperation(writer, record.localId, now)
  return record.localId
}

/** Only the newest read marker of a room is worth sending. */
function replaceWaitingRead(writer: Writer, roomId: RoomId): void {
  const isSuperseded = (record: OutboxRecord) => record.kind === 'read' && record.roomId === roomId && record.state !== 'sending'
  for (const record of readOpenOperations(writer).filter(isSuperseded)) removeFromOutbox(writer, record)
}

/** Read is read: the counts on this computer do not wait for the server. */
function readHere(writer: Writer, read: Extract<Operation, { kind: 'read' }>, { me, now }: Admission): void {
  const room = roomKey(writer, read.roomId)
  if (room === undefined) return
  putReceipt(writer, room, {
    userId: me.userId, kind: read.isPrivate ? 'm.read.private' : 'm.read', thread: '', eventId: read.eventId, ts: now,
  })
  refreshUnread(writer, read.roomId, me)
  writer.changes.timelines.add(read.roomId)
}
