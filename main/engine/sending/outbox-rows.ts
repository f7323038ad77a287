import type { OutboxOperation, OutboxRow } from '../../../preload/contract/rows/outbox-row.ts'
import type { RoomId } from '../../../preload/contract/ids.ts'
import type { Reader } from '../store/reader.ts'
import { readOpenOperations, type OutboxRecord } from '../store/tables/outbox.ts'
import { operationOf, type Operation } from './operation.ts'

const longestSummary = 120

/** Everything that waits or was refused, in the order in which the user did it, ready to be shown. */
export function readOutboxRows(reader: Reader): readonly OutboxRow[] {
  return readOpenOperations(reader).map((record) => toRow(reader, record))
}

function toRow(reader: Reader, record: OutboxRecord): OutboxRow {
  const operation = operationOf(record)
  return {
    key: record.localId,
    localId: record.localId,
    roomId: record.roomId,
    roomName: record.roomId === null ? '' : nameOf(reader, record.roomId),
    operation: operation.kind satisfies OutboxOperation,
    state: record.state === 'done' ? 'sending' : record.state,
    createdTs: record.createdTs,
    summary: summaryOf(operation),
    reason: record.reason,
  }
}

function nameOf(reader: Reader, roomId: RoomId): string {
  return reader.get<{ name: string }>('SELECT name FROM room WHERE room_id = ?', roomId)?.name ?? ''
}

/** What the user would know it by, in their own words: a beginning of the text, a file's name, a person. */
function summaryOf(operation: Operation): string {
  switch (operation.kind) {
    case 'message':
    case 'edit':
      return shorten(operation.text)
    case 'file':
      return operation.file.name
    case 'react':
      return operation.key
    case 'create':
      return operation.name ?? operation.invite.join(', ')
    case 'join':
      return operation.room
    case 'invite':
      return operation.userId
    case 'redact':
    case 'read':
    case 'leave':
      return ''
  }
}

function shorten(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim()
  return line.length <= longestSummary ? line : `${line.slice(0, longestSummary - 1)}…`
}
