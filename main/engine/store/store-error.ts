/** Why the store could not do what it was asked. Nothing was changed: a failed transaction leaves the files as they were. */
export type StoreErrorCode =
  | 'wrong-key' // not a database, as far as this key can tell
  | 'damaged' // pages that do not hold together
  | 'newer-data' // written by a newer Causeway
  | 'disk-full'
  | 'read-only' // the folder or file may not be written
  | 'busy' // another process holds it
  | 'failed'

export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** Pages that do not hold together, or that the key does not open: of a database whose key is known to be right that is the same. */
export const isDamage = (error: unknown): error is StoreError =>
  error instanceof StoreError && (error.code === 'damaged' || error.code === 'wrong-key')

const byPrefix: readonly (readonly [string, StoreErrorCode, string])[] = [
  ['SQLITE_NOTADB', 'wrong-key', 'The key does not open this database. Nothing was changed.'],
  ['SQLITE_CORRUPT', 'damaged', 'The database on this computer is damaged. Nothing was changed; keep the profile folder and report this.'],
  ['SQLITE_FULL', 'disk-full', 'The disk is full. Free some space; Causeway goes on by itself.'],
  ['SQLITE_IOERR_WRITE', 'disk-full', 'The disk does not take any more data. Free some space; Causeway goes on by itself.'],
  ['SQLITE_IOERR_SHMSIZE', 'disk-full', 'The disk is full. Free some space; Causeway goes on by itself.'],
  ['SQLITE_IOERR_TRUNCATE', 'disk-full', 'The disk does not take any more data. Free some space; Causeway goes on by itself.'],
  ['SQLITE_IOERR_FSYNC', 'disk-full', 'The disk does not take any more data. Free some space; Causeway goes on by itself.'],
  ['SQLITE_IOERR_SHORT_READ', 'damaged', 'The database on this computer is damaged. Nothing was changed; keep the profile folder and report this.'],
  ['SQLITE_IOERR_DATA', 'damaged', 'The database on this computer is damaged. Nothing was changed; keep the profile folder and report this.'],
  ['SQLITE_READONLY', 'read-only', 'The profile folder cannot be written. Check its permissions.'],
  ['SQLITE_CANTOPEN', 'read-only', 'The database cannot be opened. Check that the profile folder exists and is yours.'],
  ['SQLITE_PERM', 'read-only', 'The profile folder cannot be written. Check its permissions.'],
  ['SQLITE_BUSY', 'busy', 'Another program holds the database. Close it and try again.'],
]

/** Gives SQLite's error its name among ours; an error that is not SQLite's comes back as it is. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error
  const { code } = error
  const known = byPrefix.find(([prefix]) => code.startsWith(prefix))
  if (known) return new StoreError(known[1], known[2], error)
  return code.startsWith('SQLITE_') ? new StoreError('failed', `The database refused an operation (${code}).`, error) : error
}
