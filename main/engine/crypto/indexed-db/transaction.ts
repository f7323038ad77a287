import type { Connection } from './connection.ts'
import { IdbEventTarget, parentTarget, type EventHandler } from './events/event-target.ts'
import { exception } from './exceptions.ts'
import { nameList, type DOMStringList } from './name-list.ts'
import { newObjectStore, type IDBObjectStore } from './object-store.ts'
import type { StoreState } from './state.ts'
import type { DurabilityHint, Mode, TransactionCore } from './transaction-core.ts'
import { exposeInterface, requireArguments, toText } from './web-idl.ts'

export const transactionToken = Symbol('transaction')

export let storeHandle: (transaction: IDBTransaction, store: StoreState) => IDBObjectStore

/** https://w3c.github.io/IndexedDB/#transaction */
export class IDBTransaction extends IdbEventTarget {
  readonly #core: TransactionCore
  readonly #connection: Connection
  readonly #names: readonly string[]
  readonly #handles = new Map<StoreState, IDBObjectStore>()

  static {
    storeHandle = (transaction, store) => transaction.#handle(store)
  }

  /** `core`, `connection`: given by whoever holds the token; nobody else can make one. */
  constructor(token?: symbol, core?: TransactionCore, connection?: Connection, names: readonly string[] = []) {
    if (token !== transactionToken || !core || !connection) throw new TypeError('Illegal constructor')
    super()
    this.#core = core
    this.#connection = connection
    this.#names = names
    core.target = this
  }

  override get [parentTarget](): IdbEventTarget | null {
    return this.#connection.target
  }

  get objectStoreNames(): DOMStringList {
    return nameList(this.#core.mode === 'versionchange' ? this.#connection.stores.keys() : this.#names)
  }

  get mode(): Mode {
    return this.#core.mode
  }

  get durability(): DurabilityHint {
    return this.#core.durability
  }

  get db(): IdbEventTarget | null {
    return this.#connection.target
  }

  get error(): DOMException | null {
    return this.#core.error
  }

  objectStore(name: unknown): IDBObjectStore {
    const core = this.#core
    requireArguments(arguments.length, 1)
    const text = toText(name)
    if (core.state === 'finished') throw exception('InvalidStateError', 'The transaction has finished.')
    const store = this.#connection.stores.get(text)
    if (store === undefined || !core.scope.has(store)) throw exception('NotFoundError', `There is no object store "${text}" in the transaction.`)
    return this.#handle(store)
  }

  commit(): void {
    if (this.#core.state !== 'active') throw exception('InvalidStateError', 'The transaction is not active.')
    this.#core.commit()
  }

  abort(): void {
    const { state } = this.#core
    if (state === 'committing' || state === 'finished') throw exception('InvalidStateError', 'The transaction is committing or has finished.')
    this.#core.abort(null)
  }

  get onabort(): EventHandler {
    return this.handler('abort')
  }

  set onabort(value: EventHandler) {
    this.setHandler('abort', value)
  }

  get oncomplete(): EventHandler {
    return this.handler('complete')
  }

  set oncomplete(value: EventHandler) {
    this.setHandler('complete', value)
  }

  get onerror(): EventHandler {
    return this.handler('error')
  }

  set onerror(value: EventHandler) {
    this.setHandler('error', value)
  }

  #handle(store: StoreState): IDBObjectStore {
    const known = this.#handles.get(store)
    if (known) return known
    const handle = newObjectStore(this, this.#core, this.#connection, store)
    this.#handles.set(store, handle)
    return handle
  }
}

exposeInterface(IDBTransaction, 'IDBTransaction')
