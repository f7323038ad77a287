import type { Connection } from './connection.ts'
import { exception } from './exceptions.ts'
import { newIndex, type IDBIndex } from './index-handle.ts'
import { decodeKey } from './keys/decode-key.ts'
import { canInject, Clone, extractKey, isValidKeyPath } from './keys/key-path.ts'
import { toBounds, toKey } from './keys/key-range.ts'
import type { Key } from './keys/key.ts'
import { nameList, type DOMStringList } from './name-list.ts'
import { clearStore, deleteRecords, fillIndex, indexKeysOf, storeRecord } from './operations.ts'
import type { IDBRequest } from './request.ts'
import { SourceHandle } from './source-handle.ts'
import { IndexState, type StoreState } from './state.ts'
import type { TransactionCore } from './transaction-core.ts'
import type { IDBTransaction } from './transaction.ts'
import { serialize } from './values.ts'
import { exposeInterface, memberOf, requireArguments, toText, toTextOrList } from './web-idl.ts'

const token = Symbol('store')

/** https://w3c.github.io/IndexedDB/#object-store-interface */
export class IDBObjectStore {
  readonly #source: SourceHandle
  readonly #transaction: IDBTransaction
  readonly #connection: Connection
  readonly #keyPath: string | string[] | null
  readonly #indexes = new Map<IndexState, IDBIndex>()

  constructor(given?: symbol, transaction?: IDBTransaction, core?: TransactionCore, connection?: Connection, store?: StoreState) {
    if (given !== token || !transaction || !core || !connection || !store) throw new TypeError('Illegal constructor')
    this.#transaction = transaction
    this.#connection = connection
    this.#source = new SourceHandle(this, core, store, null)
    this.#keyPath = typeof store.keyPath === 'string' || store.keyPath === null ? store.keyPath : [...store.keyPath]
  }

  get name(): string {
    return this.#source.store.name
  }

  set name(value: unknown) {
    const { core, store } = this.#source
    const name = toText(value)
    this.#checkUpgrade()
    if (name === store.name) return
    const { stores } = this.#connection
    if (stores.has(name)) throw exception('ConstraintError', `There is an object store "${name}" already.`)
    stores.delete(store.name)
    stores.set(name, store)
    store.name = name
    core.later(() => core.changes.run(core.file.writes.renameStore, JSON.stringify(name), store.id))
  }

  get keyPath(): string | string[] | null {
    return this.#keyPath
  }

  get indexNames(): DOMStringList {
    return nameList(this.#source.store.indexes.keys())
  }

  get transaction(): IDBTransaction {
    return this.#transaction
  }

  get autoIncrement(): boolean {
    return this.#source.store.nextKey !== null
  }

  put(value: unknown, key: unknown = undefined): IDBRequest {
    const source = this.#source
    requireArguments(arguments.length, 1)
    return addOrPut(source, value, key, true)
  }

  add(value: unknown, key: unknown = undefined): IDBRequest {
    const source = this.#source
    requireArguments(arguments.length, 1)
    return addOrPut(source, value, key, false)
  }

  delete(query: unknown): IDBRequest {
    const source = this.#source
    requireArguments(arguments.length, 1)
    source.checkWriting()
    const bounds = toBounds(query, true)
    return source.request(() => deleteRecords(source.core, source.store, bounds))
  }

  clear(): IDBRequest {
    const source = this.#source
    source.checkWriting()
    return source.request(() => clearStore(source.core, source.store))
  }

  get(query: unknown): IDBRequest {
    const source = this.#source
    requireArguments(arguments.length, 1)
    return source.get(query)
  }

  getKey(query: unknown): IDBRequest {
    const source = this.#source
    requireArguments(arguments.length, 1)
    return source.getKey(query)
  }

  getAll(queryOrOptions: unknown = undefined, count: unknown = undefined): IDBRequest {
    return this.#source.getMany('value', queryOrOptions, count)
  }

  getAllKeys(queryOrOptions: unknown = undefined, count: unknown = undefined): IDBRequest {
    return this.#source.getMany('key', queryOrOptions, count)
  }

  getAllRecords(options: unknown = undefined): IDBRequest {
    return this.#source.getRecords(options)
  }

  count(query: unknown = undefined): IDBRequest {
    return this.#source.count(query)
  }

  openCursor(query: unknown = undefined, direction: unknown = undefined): IDBRequest {
    return this.#source.openCursor(query, direction, true)
  }

  openKeyCursor(query: unknown = undefined, direction: unknown = undefined): IDBRequest {
    return this.#source.openCursor(query, direction, false)
  }

  index(name: unknown): IDBIndex {
    const { core, store } = this.#source
    requireArguments(arguments.length, 1)
    const text = toText(name)
    if (store.isDeleted || core.state === 'finished') throw exception('InvalidStateError', 'The object store is deleted or out of use.')
    const index = store.indexes.get(text)
    if (index === undefined) throw exception('NotFoundError', `There is no index "${text}".`)
    return this.#handle(index)
  }

  createIndex(name: unknown, keyPath: unknown, options: unknown = undefined): IDBIndex {
    const { core, store } = this.#source
    requireArguments(arguments.length, 2)
    const text = toText(name)
    const path = toTextOrList(keyPath)
    const isMultiEntry = Boolean(memberOf(options, 'multiEntry'))
    const isUnique = Boolean(memberOf(options, 'unique'))
    this.#checkUpgrade()
    if (store.indexes.has(text)) throw exception('ConstraintError', `There is an index "${text}" already.`)
    if (!isValidKeyPath(path)) throw exception('SyntaxError', 'The key path is not valid.')
    if (typeof path !== 'string' && isMultiEntry) throw exception('InvalidAccessError', 'A multi-entry index has one key path.')
    const index = new IndexState(core.file.newNumber(), store, text, path, isUnique, isMultiEntry)
    store.indexes.set(text, index)
    core.later(() => {
      const { writes } = core.file
      core.changes.run(writes.number, index.id)
      core.changes.run(writes.addIndex, index.id, store.id, JSON.stringify(text), JSON.stringify(path), Number(isUnique), Number(isMultiEntry))
      fillIndex(core, index)
    })
    return this.#handle(index)
  }

  deleteIndex(name: unknown): void {
    const { core, store } = this.#source
    requireArguments(arguments.length, 1)
    const text = toText(name)
    this.#checkUpgrade()
    const index = store.indexes.get(text)
    if (index === undefined) throw exception('NotFoundError', `There is no index "${text}".`)
    store.indexes.delete(text)
    index.isDeleted = true
    core.later(() => {
      index.isGone = true
      core.changes.run(core.file.writes.removeEntries, index.id)
      core.changes.run(core.file.writes.removeIndex, index.id)
    })
  }

  /** Throws unless an upgrade is under way. */
  #checkUpgrade(): void {
    if (this.#source.core.mode !== 'versionchange') throw exception('InvalidStateError', 'Only an upgrade can change the schema.')
    this.#source.check()
  }

  #handle(index: IndexState): IDBIndex {
    const known = this.#indexes.get(index)
    if (known) return known
    const handle = newIndex(this, this.#source.core, index)
    this.#indexes.set(index, handle)
    return handle
  }
}

exposeInterface(IDBObjectStore, 'IDBObjectStore')

export function newObjectStore(transaction: IDBTransaction, core: TransactionCore, connection: Connection, store: StoreState): IDBObjectStore {
  return new IDBObjectStore(token, transaction, core, connection, store)
}

/** "Add or put" */
function addOrPut(source: SourceHandle, value: unknown, key: unknown, isOverwriting: boolean): IDBRequest {
  const { core, store } = source
  source.checkWriting()
  const given = givenKey(store, key)
  const bytes = core.inactiveDuring(() => serialize(value))
  const clone = new Clone(value, bytes)
  const recordKey = store.keyPath === null ? given : keyWithin(store, clone)
  const indexKeys = recordKey === null && store.keyPath !== null ? null : indexKeysOf(store, clone)
  const record = { bytes, key: recordKey, indexKeys, isOverwriting }
  return source.request(() => decodeKey(storeRecord(core, store, record)))
}

/** Null: none was given, and the key generator or the value has it. Throws a `DataError`. */
function givenKey(store: StoreState, key: unknown): Key | null {
  if (key === undefined) {
    if (store.keyPath === null && store.nextKey === null) throw exception('DataError', 'The object store needs a key.')
    return null
  }
  if (store.keyPath !== null) throw exception('DataError', 'The object store takes its keys from the values.')
  return toKey(key)
}

/** The key in a value; null: the key generator will put one there. Throws a `DataError`. */
function keyWithin(store: StoreState, clone: Clone): Key | null {
  const { keyPath } = store
  if (keyPath === null) return null
  const key = extractKey(clone.for(keyPath), keyPath)
  if (key === null) throw exception('DataError', 'What is at the key path is not a valid key.')
  if (key !== undefined) return key
  if (store.nextKey === null) throw exception('DataError', 'There is no key at the key path.')
  if (typeof keyPath !== 'string' || !canInject(clone.for(keyPath), keyPath)) throw exception('DataError', 'A key cannot be put at the key path.')
  return null
}
