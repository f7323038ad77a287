/**
 * SQLite has one write transaction at a time; IndexedDB has as many as there are disjoint scopes. All that are under way write into SQLite's one and
 * remember what they wrote. When one of several commits, SQLite's is rolled back, the one's writes are done again and committed, and the others' are
 * done again in a new one; when one aborts, only the others' are. What is on the disk is thus always whole transactions. A single writer, which is
 * the usual case, pays nothing for it but the remembering, and one that has written a great deal is not joined. What is committed while the group is
 * held stays in SQLite's transaction, and goes to the disk with its release as a whole.
 */
import type Database from 'better-sqlite3-multiple-ciphers'

/** `strict`: on the disk when `commit` returns. `relaxed`: on the disk soon, and never in another order. */
export type Durability = 'strict' | 'relaxed'

type Value = number | string | Uint8Array | null
export type Write = Database.Statement<Value[]>
type LoggedWrite = { readonly statement: Write; readonly values: readonly Value[] }

/** A writer that has logged more than this is not joined by others: they wait, and it forgets its log. */
const mostLoggedBytes = 16 * 1024 * 1024

export class WriteGroup {
  readonly #database: Database.Database
  readonly #members = new Set<Changes>()
  readonly #begin: Database.Statement
  readonly #commit: Database.Statement
  readonly #rollback: Database.Statement
  #durability: Durability | null = null
  // Committed, and held back. Null: nothing is held.
  #held: LoggedWrite[] | null = null

  constructor(database: Database.Database) {
    this.#database = database
    this.#begin = database.prepare('BEGIN IMMEDIATE')
    this.#commit = database.prepare('COMMIT')
    this.#rollback = database.prepare('ROLLBACK')
  }

  /** Whether another transaction may write beside those that do. */
  get isOpen(): boolean {
    for (const member of this.#members) if (member.log === null) return false
    return true
  }

  /** Whether SQLite's transaction is under way. */
  get isWriting(): boolean {
    return this.#database.inTransaction
  }

  join(durability: Durability): Changes {
    const changes = new Changes(this, durability)
    this.#members.add(changes)
    return changes
  }

  isAlone(changes: Changes): boolean {
    return this.#members.size === 1 && this.#members.has(changes)
  }

  /** Before a member's first write. */
  begin(durability: Durability): void {
    if (this.#database.inTransaction) return
    if (this.#holdsWrites) return this.#again([], 'strict')
    this.#setDurability(durability)
    this.#begin.run()
  }

  /** What is committed from now on can be read at once; on the disk it is, all of it or nothing, when `release` has returned. */
  hold(): void {
    this.#held ??= []
  }

  /** Throws what SQLite says; all that was held is then undone, as after `discard`. */
  release(): void {
    const writers = [...this.#members].filter((member) => member.hasWritten)
    if (!this.#holdsWrites) {
      this.#held = null
      return
    }
    try {
      if (writers.length > 0 || !this.#database.inTransaction || this.#durability === 'relaxed') this.#again([], 'strict')
      this.#commit.run()
    } catch (error) {
      this.discard()
      throw error
    }
    this.#held = null
    this.#restore(writers)
  }

  /** Undoes all that was held. Whoever read it meanwhile knows more than there is. */
  discard(): void {
    if (this.#held === null) return
    this.#held = null
    const writers = [...this.#members].filter((member) => member.hasWritten)
    if (this.#database.inTransaction) this.#rollback.run()
    this.#restore(writers)
  }

  /** Throws what SQLite says; the member's changes are then undone, the others' are not. */
  commit(changes: Changes): void {
    const others = this.#others(changes)
    if (this.#held !== null && changes.log !== null) {
      this.#held.push(...changes.log)
      this.#members.delete(changes)
      return
    }
    try {
      const isTooWeak = this.#durability === 'relaxed' && changes.durability === 'strict'
      if (others.length > 0 || isTooWeak) this.#again([changes], changes.durability)
      this.#commit.run()
      this.#held &&= []
      this.#members.delete(changes)
    } catch (error) {
      this.rollback(changes)
      throw error
    }
    this.#restore(others)
  }

  rollback(changes: Changes): void {
    this.#members.delete(changes)
    const others = this.#others(changes)
    if (this.#database.inTransaction) this.#rollback.run()
    this.#restore(others)
  }

  leave(changes: Changes): void {
    this.#members.delete(changes)
  }

  get #holdsWrites(): boolean {
    return this.#held !== null && this.#held.length > 0
  }

  #others(changes: Changes): readonly Changes[] {
    return [...this.#members].filter((member) => member !== changes && member.hasWritten)
  }

  /** Those that could not be restored learn of it at their next write or at their end. */
  #restore(others: readonly Changes[]): void {
    if (others.length === 0 && !this.#holdsWrites) return
    try {
      this.#again(others, 'strict')
    } catch (error) {
      if (this.#database.inTransaction) this.#rollback.run()
      for (const other of others) {
        other.fail(error)
        this.#members.delete(other)
      }
    }
  }

  /** Leaves SQLite's transaction with nothing but what is held and what these have written. */
  #again(members: readonly Changes[], durability: Durability): void {
    if (this.#database.inTransaction) this.#rollback.run()
    this.#setDurability(durability)
    this.#begin.run()
    for (const { statement, values } of this.#held ?? []) statement.run(...values)
    for (const { log } of members) for (const { statement, values } of log ?? []) statement.run(...values)
  }

  #setDurability(durability: Durability): void {
    if (this.#durability === durability) return
    this.#database.pragma(`synchronous = ${durability === 'strict' ? 'FULL' : 'NORMAL'}`)
    this.#durability = durability
  }
}

/** What one transaction of IndexedDB writes. */
export class Changes {
  readonly durability: Durability
  readonly #group: WriteGroup
  #log: LoggedWrite[] | null = []
  #loggedBytes = 0
  #hasWritten = false
  #failure: unknown

  constructor(group: WriteGroup, durability: Durability) {
    this.#group = group
    this.durability = durability
  }

  /** Null: forgotten, for it was too large to keep. */
  get log(): readonly LoggedWrite[] | null {
    return this.#log
  }

  get hasWritten(): boolean {
    return this.#hasWritten
  }

  /** Gives how many rows it changed. */
  run(statement: Write, ...values: Value[]): number {
    this.#throwFailure()
    if (!this.#hasWritten) this.#group.begin(this.durability)
    else if (!this.#group.isWriting) throw new Error('SQLite has ended the transaction')
    this.#hasWritten = true
    const { changes } = statement.run(...values)
    this.#remember(statement, values)
    return changes
  }

  /** What it has written is gone, by no fault of its own. */
  fail(error: unknown): void {
    this.#failure = error
  }

  commit(): void {
    this.#throwFailure()
    if (this.#hasWritten) this.#group.commit(this)
    else this.#group.leave(this)
  }

  rollback(): void {
    if (this.#hasWritten && this.#failure === undefined) this.#group.rollback(this)
    else this.#group.leave(this)
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure instanceof Error ? this.#failure : new Error('The changes are lost')
  }

  #remember(statement: Write, values: readonly Value[]): void {
    if (this.#log === null) return
    this.#log.push({ statement, values })
    for (const value of values) if (value instanceof Uint8Array) this.#loggedBytes += value.length
    if (this.#loggedBytes > mostLoggedBytes && this.#group.isAlone(this)) this.#log = null
  }
}
