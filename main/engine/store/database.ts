import Database from 'better-sqlite3-multiple-ciphers'
import { StoreError, toStoreError } from './store-error.ts'

/** A numbered step of a schema. Append only: a step that has been released is never changed. */
export type Migration = { readonly version: number; readonly name: string; readonly sql: string }

/** 32 bytes. They go to the cipher as they are: no passphrase, no derivation. */
export type DatabaseKey = Uint8Array

export type OpenOptions = {
  /** A path, or `:memory:` (tests). */
  readonly file: string
  readonly key: DatabaseKey
  readonly migrations: readonly Migration[]
}

/**
 * Opens an encrypted database (SQLite3 Multiple Ciphers, AEGIS-256: every page is authenticated) and brings its schema up to date, each
 * step in a transaction of its own. Throws `StoreError`; a file that cannot be read with this key, or that a newer program wrote, is left
 * byte for byte as it was.
 */
export function openDatabase(options: OpenOptions): Database.Database {
  if (options.key.byteLength !== 32) throw new StoreError('wrong-key', 'A database key has 32 bytes.')
  let database: Database.Database | undefined
  try {
    database = new Database(options.file)
    // A database in memory has no pages on a disk, and SQLite takes no key for it.
    if (!database.memory) unlock(database, options.key)
    database.pragma('busy_timeout = 5000')
    refuseNewer(database, options.migrations)
    database.pragma('journal_mode = WAL')
    database.pragma('foreign_keys = ON')
    database.pragma('temp_store = MEMORY') // sorting must not spill readable rows into a temporary file
    database.pragma('secure_delete = ON')
    database.pragma('journal_size_limit = 16777216')
    migrate(database, options.migrations)
    return database
  } catch (error) {
    try {
      database?.close()
    } catch {
      // What went wrong first is what is told.
    }
    throw toStoreError(error)
  }
}

/** Before anything else is asked of it. */
export function unlock(database: Database.Database, key: DatabaseKey): void {
  database.pragma("cipher = 'aegis'")
  database.key(Buffer.from(`raw:${Buffer.from(key).toString('hex')}`))
}

function schemaVersion(database: Database.Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}

/** Also the first read of the file: a wrong key or a file that is no database shows here, before anything is written. */
function refuseNewer(database: Database.Database, migrations: readonly Migration[]): void {
  const newest = migrations.at(-1)?.version ?? 0
  if (schemaVersion(database) > newest) {
    throw new StoreError('newer-data', 'This profile was written by a newer Causeway. Update Causeway to open it; nothing was changed.')
  }
}

function migrate(database: Database.Database, migrations: readonly Migration[]): void {
  const from = schemaVersion(database)
  for (const migration of migrations) {
    if (migration.version <= from) continue
    database.transaction(() => {
      database.exec(migration.sql)
      database.pragma(`user_version = ${migration.version}`)
    }).immediate()
  }
}
