/**
 * The file under the databases: its statements, its one write transaction, and its catalogue. Nobody else has it open meanwhile: SQLite holds it
 * exclusively, which also spares it asking the system for a lock at each read.
 */
import type Database from 'better-sqlite3-multiple-ciphers'
import { openDatabase, type DatabaseKey } from '../../../store/database.ts'
import { isDamage, toStoreError, type StoreError } from '../../../store/store-error.ts'
import { fileException } from '../exceptions.ts'
import { migrations } from './migrations.ts'
import { Reads } from './reads.ts'
import { WriteGroup } from './write-group.ts'
import { Writes } from './writes.ts'

export type FileOptions = {
  /** A path, or `:memory:` (tests). */
  readonly file: string
  readonly key: DatabaseKey
  /** Told when something in the open file does not hold together. */
  readonly onDamage?: ((error: StoreError) => void) | undefined
}

export class IdbFile {
  readonly reads: Reads
  readonly writes: Writes
  readonly group: WriteGroup
  readonly #database: Database.Database
  readonly #onDamage: FileOptions['onDamage']
  #next: number

  /** Throws `StoreError`. */
  constructor(options: FileOptions) {
    this.#onDamage = options.onDamage
    this.#database = openDatabase({ ...options, migrations })
    try {
      this.#database.pragma('locking_mode = EXCLUSIVE')
      this.#database.pragma('cache_size = -8192') // kB: a decrypted page need not be decrypted again
      this.#database.pragma('synchronous = FULL')
      this.#database.exec('BEGIN IMMEDIATE; COMMIT') // takes the lock, or says that another has it
      this.reads = new Reads(this.#database)
      this.writes = new Writes(this.#database)
      this.group = new WriteGroup(this.#database)
      this.#next = Number(this.#database.prepare(`SELECT next FROM number`).pluck().get())
    } catch (error) {
      this.#database.close()
      throw toStoreError(error)
    }
  }

  get database(): Database.Database {
    return this.#database
  }

  /** A number for a new database, store or index. Its owner writes it down (`Writes.number`). */
  newNumber(): number {
    return this.#next++
  }

  /** What a request or transaction says of an error of this file. */
  failure(error: unknown): DOMException {
    const failure = fileException(error)
    if (isDamage(failure.cause)) this.#onDamage?.(failure.cause)
    return failure
  }

  close(): void {
    if (this.#database.open) this.#database.close()
  }
}
