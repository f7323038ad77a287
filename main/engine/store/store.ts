/**
 * One account's database: the truth that the network fills and the screen reads.
 *
 * - All access is synchronous and on this thread (docs/decisions/002): the engine is a process of its own already, and a transaction in
 *   which nothing can be awaited is a transaction that cannot be interleaved.
 * - `read` hands out the right to read, `write` the right to write for one transaction: all of it is committed or none.
 * - What a write touched is announced after its transaction, and only then. Listeners may read, and may write in their turn.
 */
import type Database from 'better-sqlite3-multiple-ciphers'
import { Emitter } from '../base/emitter.ts'
import type { Log } from '../base/log.ts'
import type { ChangeSet } from './change-set.ts'
import { openDatabase, type DatabaseKey } from './database.ts'
import { migrations } from './migrations/index.ts'
import { Reader, type Value } from './reader.ts'
import { isDamage, toStoreError } from './store-error.ts'
import { UnreadCounts } from './unread-counts.ts'
import { Writer } from './writer.ts'

/**
 * `held`: written with what follows, when `release` is called or the next write is not held; a crash of the program may lose it. For what the
 * server sends again, as long as the position is held with it: one event alone changes as many pages as a dozen.
 * `normal`: survives a crash of the program; a power cut may lose the last moments, which the server sends again.
 * `full`: on the disk when `write` returns, for what only this computer knows (the outbox).
 */
export type Durability = 'held' | 'normal' | 'full'

export type StoreOptions = {
  readonly file: string
  readonly key: DatabaseKey
  readonly log: Log
  /** Has the last word in each transaction, where it keeps in line what follows from what was written. */
  readonly beforeCommit?: (writer: Writer) => void
}

/** 16 MB, which is also what is kept of the log's file; SQLite's own choice is a quarter of it. */
const longLogPages = 4_000

export class Store {
  readonly #database: Database.Database
  readonly #statements = new Map<string, Database.Statement<Value[]>>()
  readonly #reader: Reader
  readonly #unreadCounts = new UnreadCounts()
  readonly #changed: Emitter<ChangeSet>
  readonly #beforeCommit: (writer: Writer) => void
  readonly #damaged: Emitter<undefined>
  #isDamaged = false
  #durability: Durability | undefined
  #isHolding = false
  #isLogLong = false

  constructor(options: StoreOptions) {
    this.#database = openDatabase({ file: options.file, key: options.key, migrations })
    this.#reader = new Reader(this.#database, this.#statements)
    this.#beforeCommit = options.beforeCommit ?? (() => undefined)
    this.#changed = new Emitter(options.log.child('store'))
    this.#damaged = new Emitter(options.log.child('store'))
  }

  /** Reads see one consistent state as long as `work` runs. */
  read<T>(work: (reader: Reader) => T): T {
    try {
      return work(this.#reader)
    } catch (error) {
      throw this.#noticed(error)
    }
  }

  /** Runs `work` in one transaction. An error rolls all of it back, announces nothing, and is thrown on as a `StoreError`. */
  write<T>(work: (writer: Writer) => T, durability: Durability = 'normal'): T {
    const writer = new Writer(this.#database, this.#statements, this.#unreadCounts)
    let result: T
    try {
      if (durability === 'held') this.#hold()
      else this.release()
      this.#setDurability(durability)
      // Within what is held it is a savepoint.
      result = this.#database.transaction(() => {
        const worked = work(writer)
        this.#beforeCommit(writer)
        return worked
      }).immediate()
    } catch (error) {
      this.#unreadCounts.clear()
      throw this.#noticed(error)
    } finally {
      writer.close()
    }
    if (!writer.changes.isEmpty) this.#changed.emit(writer.changes)
    return result
  }

  /** Whether something is written that a crash would lose. */
  get isHolding(): boolean {
    return this.#isHolding
  }

  /** Commits what is held. Throws `StoreError`: then all of it is lost, the position with it, and comes again. */
  release(): void {
    if (!this.#isHolding) return
    this.#isHolding = false
    // An error of the disk may have ended the transaction.
    if (!this.#database.inTransaction) return this.#unreadCounts.clear()
    try {
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#unreadCounts.clear()
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
      throw this.#noticed(error)
    }
  }

  /** Calls `listener` after every commit that touched something. Returns the function that ends it. */
  onChange(listener: (changes: ChangeSet) => void): () => void {
    return this.#changed.on(listener)
  }

  /** Something in the file did not hold together when it was read: what else is in it, nobody knows. */
  get isDamaged(): boolean {
    return this.#isDamaged
  }

  /** Hears it once, when that shows. */
  onDamage(listener: () => void): () => void {
    return this.#damaged.on(listener)
  }

  /** Bytes of the database file and its free part: pages, without the write-ahead log. */
  get size(): number {
    return Number(this.#database.pragma('page_count', { simple: true })) * Number(this.#database.pragma('page_size', { simple: true }))
  }

  dispose(): void {
    if (!this.#database.open) return
    try {
      // What cannot be committed any more comes again.
      this.release()
      this.#database.pragma('optimize')
    } catch {
      // A full disk or a damaged file: the rest is only advice for later.
    }
    this.#database.close()
  }

  /** From here on writes are savepoints of one transaction. */
  #hold(): void {
    if (this.#database.inTransaction) return
    this.#lengthenLog()
    this.#setDurability('normal')
    this.#database.exec('BEGIN IMMEDIATE')
    this.#isHolding = true
  }

  /**
   * Steady traffic changes the same pages again and again: the longer the log, the more of them are written into the file once for many times. A first
   * sync has each page once, and a longer log would only be longer to carry over at a time.
   */
  #lengthenLog(): void {
    if (this.#isLogLong) return
    this.#database.pragma(`wal_autocheckpoint = ${longLogPages}`)
    this.#isLogLong = true
  }

  #noticed(error: unknown): unknown {
    const known = toStoreError(error)
    if (isDamage(known) && !this.#isDamaged) {
      this.#isDamaged = true
      this.#damaged.emit(undefined)
    }
    return known
  }

  // The pragma has no effect inside a transaction, and costs a statement: it is set only when the need changes.
  #setDurability(durability: Durability): void {
    if (durability === this.#durability || this.#database.inTransaction) return
    this.#database.pragma(`synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`)
    this.#durability = durability
  }
}
