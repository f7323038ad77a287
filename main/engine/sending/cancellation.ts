import type { LocalId, RoomId } from '../../../preload/contract/ids.ts'
import { newLocalId } from '../base/ids.ts'
import { addToOutbox, readOpenOperations, readOperation, removeFromOutbox, type OutboxRecord } from '../store/tables/outbox.ts'
import type { Writer } from '../store/writer.ts'
import { dependsOn, operationOf, type Operation } from './operation.ts'
import { OutboxError } from './outbox-error.ts'

const takenBackAsEvent: ReadonlySet<string> = new Set(['message', 'file', 'edit', 'react'])

/**
 * Takes an operation back. One that waits or was refused vanishes, and with it what hangs on it (an edit of it, an answer's reference stays
 * to be refused on its own). One on its way cannot be stopped for sure: an event is redacted right after it, anything else is refused here.
 */
export function cancelOperation(writer: Writer, localId: LocalId, now: number): void {
  const record = readOperation(writer, localId)
  if (!record || record.state === 'done')
    throw new OutboxError('not-found', 'This has been sent already, or there is no such thing in the outbox.')
  if (record.state !== 'sending') {
    removeFromOutbox(writer, record)
    for (const dependent of hangingOn(writer, localId)) removeFromOutbox(writer, dependent)
    return
  }
  if (record.roomId === null || !takenBackAsEvent.has(record.kind)) {
    throw new OutboxError('forbidden', 'This is on its way to the server and cannot be taken back any more.')
  }
  redactAfter(writer, record.roomId, localId, now)
}

/** Queues the redaction of an operation that is under way, behind it in its lane. */
export function redactAfter(writer: Writer, roomId: RoomId, target: LocalId, now: number): LocalId {
  const operation: Operation = { kind: 'redact', roomId, target }
  const localId = newLocalId()
  addToOutbox(writer, { localId, roomId, kind: 'redact', input: JSON.stringify(operation), createdTs: now })
  return localId
}

/** Waiting edits, reactions and redactions of something that will never be there. */
function hangingOn(writer: Writer, localId: LocalId): readonly OutboxRecord[] {
  return readOpenOperations(writer).filter((record) => {
    const operation = operationOf(record)
    return operation.kind !== 'message' && operation.kind !== 'file' && dependsOn(operation) === localId && record.state !== 'sending'
  })
}
