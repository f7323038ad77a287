import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

export type SyncKind = 'sliding' | 'v2'

/** How far this device has read the server by one protocol. */
export type SyncPosition = {
  /** `pos` or `next_batch`; null: begin anew, and join what comes with what is stored. */
  readonly position: string | null
  /** Where the next to-device messages begin. It outlives a position that the server forgot, so that none comes twice or never. */
  readonly toDevice: string | null
  /** How often reading began from nothing; a room whose `connection` is lower has not been heard of since. */
  readonly connection: number
  /** Every room of the account has been told of since then. */
  readonly isComplete: boolean
}

const start: SyncPosition = { position: null, toDevice: null, connection: 0, isComplete: false }

export function readSyncPosition(reader: Reader, kind: SyncKind): SyncPosition {
  const row = reader.get<Omit<SyncPosition, 'isComplete'> & { readonly isComplete: number }>(
    'SELECT position, to_device AS toDevice, connection, is_complete AS isComplete FROM sync_position WHERE kind = ?', kind,
  )
  return row ? { ...row, isComplete: row.isComplete === 1 } : start
}

/** Only ever in the transaction that stores the last of what lies before the position. */
export function putSyncPosition(writer: Writer, kind: SyncKind, { position, toDevice, connection, isComplete }: SyncPosition): void {
  writer.run(
    `INSERT INTO sync_position (kind, position, to_device, connection, is_complete) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (kind) DO UPDATE SET position = excluded.position, to_device = excluded.to_device, connection = excluded.connection,
       is_complete = excluded.is_complete`,
    kind, position, toDevice, connection, isComplete ? 1 : 0,
  )
}

/** For a reading that begins from nothing; higher than that of any other, by whichever protocol. */
export function nextConnection(reader: Reader): number {
  return (reader.get<{ latest: number | null }>('SELECT max(connection) AS latest FROM sync_position')?.latest ?? 0) + 1
}
