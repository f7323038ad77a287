import type Database from 'better-sqlite3-multiple-ciphers'
import { Changes } from './change-set.ts'
import { Reader, type Value } from './reader.ts'
import type { NewEvent } from './tables/events.ts'
import { UnreadCounts } from './unread-counts.ts'

/** An event just stored, as far as who looks at what it says needs to know. `content` is untrusted. */
export type Worded = Omit<NewEvent, 'eventId' | 'position' | 'isCounted' | 'transactionId' | 'json'> & {
  readonly event: number
  readonly room: number
  readonly content: Readonly<Record<string, unknown>>
}

/** The right to write. It exists only inside `Store.write`, for the length of one transaction, and collects what was touched. */
export class Writer extends Reader {
  readonly changes = new Changes()
  /** Events, by row id, of which what they say came, changed or went; null where it has to be read, as of one that is edited. */
  readonly reworded = new Map<number, Worded | null>()
  readonly unreadCounts: UnreadCounts
  #isOpen = true

  constructor(database: Database.Database, statements: Map<string, Database.Statement<Value[]>>, unreadCounts = new UnreadCounts()) {
    super(database, statements)
    this.unreadCounts = unreadCounts
  }

  /** Runs a statement; returns how many rows it changed and the row id of the last insert. */
  run(sql: string, ...values: readonly Value[]): { readonly changes: number; readonly rowId: number } {
    if (!this.#isOpen) throw new Error('A Writer was used after its transaction')
    const result = this.statement(sql).run(...values)
    return { changes: result.changes, rowId: Number(result.lastInsertRowid) }
  }

  /** Ends the right to write; called by the store. */
  close(): void {
    this.#isOpen = false
  }
}
