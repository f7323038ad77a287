import { Dispatch } from './events/dispatch.ts'
import type { IdbEventTarget } from './events/event-target.ts'
import { plainEvent } from './events/event.ts'
import { queueTask } from './events/tasks.ts'
import { exception } from './exceptions.ts'
import type { IdbFile } from './file/idb-file.ts'
import type { Scheduler } from './scheduler.ts'
import type { StoreState } from './state.ts'
import type { TransactionCore, TransactionOwner } from './transaction-core.ts'
import type { IDBTransaction } from './transaction.ts'

/** A database of a file, while somebody has it open or wants it. */
export type DatabaseState = {
  readonly file: IdbFile
  readonly scheduler: Scheduler
  readonly name: string
  /** Null: it does not exist in the file. */
  id: number | null
  version: number
  /** What the file says once nothing is under way. */
  committedVersion: number
  stores: Map<string, StoreState>
  readonly connections: Set<Connection>
}

/** `scope`: what `core` has as its scope, while it may still change. */
export type Upgrade = { readonly core: TransactionCore; readonly transaction: IDBTransaction; readonly scope: Set<StoreState> }

/** What stands behind an `IDBDatabase`. */
export class Connection implements TransactionOwner {
  readonly database: DatabaseState
  version: number
  stores: Map<string, StoreState>
  isClosePending = false
  upgrade: Upgrade | null = null
  target: IdbEventTarget | null = null
  readonly #live = new Set<TransactionCore>()
  readonly #waiting: (() => void)[] = []

  constructor(database: DatabaseState, version: number) {
    this.database = database
    this.version = version
    this.stores = new Map(database.stores)
    database.connections.add(this)
  }

  /** Throws a `NotFoundError`. */
  storeNamed(name: string): StoreState {
    const store = this.stores.get(name)
    if (store === undefined) throw exception('NotFoundError', `There is no object store "${name}".`)
    return store
  }

  /** In an upgrade. */
  addStore(store: StoreState, name: string): void {
    this.stores.set(name, store)
    this.upgrade?.scope.add(store)
  }

  /** In an upgrade. */
  removeStore(store: StoreState, name: string): void {
    this.stores.delete(name)
    this.upgrade?.scope.delete(store)
  }

  add(transaction: TransactionCore): void {
    this.#live.add(transaction)
    this.database.scheduler.add(transaction)
  }

  finished(transaction: TransactionCore): void {
    this.#live.delete(transaction)
    this.database.scheduler.remove(transaction)
    this.#closeIfDone()
  }

  aborted(): void {
    // Only an upgrade has something to put back.
  }

  beforeLastEvent(): void {
    // Nor has anyone to be told.
  }

  ended(): void {
    // `finished` was enough.
  }

  close(): void {
    this.isClosePending = true
    this.#closeIfDone()
  }

  /** Aborts what is under way, then closes and says so: the file goes away. */
  closeForced(error: DOMException): void {
    this.isClosePending = true
    for (const transaction of [...this.#live]) transaction.abort(error)
    this.#closeIfDone()
    const { target } = this
    if (target) queueTask({ begin: () => new Dispatch(target, plainEvent('close')), finish: () => undefined })
  }

  get isClosed(): boolean {
    return this.isClosePending && this.#live.size === 0
  }

  whenClosed(): Promise<void> {
    return this.isClosed ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve))
  }

  #closeIfDone(): void {
    if (!this.isClosed) return
    this.database.connections.delete(this)
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
