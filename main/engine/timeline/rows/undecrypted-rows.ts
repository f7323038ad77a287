import type { UndecryptedCause, UndecryptedRow } from '../../../../preload/contract/rows/encryption-row.ts'
import { remedyOf } from '../../crypto/decryption/causes.ts'
import type { Reader } from '../../store/reader.ts'
import { readUndecrypted, type UndecryptedOfRoom } from '../../store/tables/undecrypted.ts'

const mostRooms = 20

/** What is not decrypted, a row for each cause, the most frequent one first. */
export function readUndecryptedRows(reader: Reader): readonly UndecryptedRow[] {
  const byCause = Map.groupBy(readUndecrypted(reader), ({ cause }) => cause)
  return [...byCause].map(([cause, rooms]) => toRow(cause, rooms)).sort((one, other) => other.count - one.count)
}

function toRow(cause: UndecryptedCause, rooms: readonly UndecryptedOfRoom[]): UndecryptedRow {
  const most = rooms.toSorted((one, other) => other.count - one.count).slice(0, mostRooms)
  return {
    key: cause,
    cause,
    remedy: remedyOf(cause),
    count: rooms.reduce((sum, { count }) => sum + count, 0),
    rooms: most.map(({ roomId, name, count }) => ({ roomId, name, count })),
    oldestTs: Math.min(...rooms.map(({ oldestTs }) => oldestTs)),
    newestTs: Math.max(...rooms.map(({ newestTs }) => newestTs)),
  }
}
