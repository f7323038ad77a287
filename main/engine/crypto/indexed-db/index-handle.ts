import { exception } from './exceptions.ts'
import type { IDBObjectStore } from './object-store.ts'
import type { IDBRequest } from './request.ts'
import { SourceHandle } from './source-handle.ts'
import type { IndexState } from './state.ts'
import type { TransactionCore } from './transaction-core.ts'
import { exposeInterface, requireArguments, toText } from './web-idl.ts'

const token = Symbol('index')

/** https://w3c.github.io/IndexedDB/#index-interface */
export class IDBIndex {
  readonly #source: SourceHandle
  readonly #index: IndexState
  readonly #objectStore: IDBObjectStore
  readonly #keyPath: string | string[]

  constructor(given?: symbol, objectStore?: IDBObjectStore, core?: TransactionCore, index?: IndexState) {
    if (given !== token || !objectStore || !core || !index) throw new TypeError('Illegal constructor')
    this.#objectStore = objectStore
    this.#index = index
    this.#source = new SourceHandle(this, core, index.store, index)
    this.#keyPath = typeof index.keyPath === 'string' ? index.keyPath : [...index.keyPath]
  }

  get name(): string {
    return this.#index.name
  }

  set name(value: unknown) {
    const index = this.#index
    const { core } = this.#source
    const name = toText(value)
    if (core.mode !== 'versionchange') throw exception('InvalidStateError', 'Only an upgrade can rename an index.')
    if (core.state !== 'active') throw exception('TransactionInactiveError', 'The transaction is not active.')
    if (this.#source.isDeleted) throw exception('InvalidStateError', 'The index has been deleted.')
    if (name === index.name) return
    const { indexes } = index.store
    if (indexes.has(name)) throw exception('ConstraintError', `There is an index "${name}" already.`)
    indexes.delete(index.name)
    indexes.set(name, index)
    index.name = name
    core.later(() => core.changes.run(core.file.writes.renameIndex, JSON.stringify(name), index.id))
  }

  get objectStore(): IDBObjectStore {
    return this.#objectStore
  }

  get keyPath(): string | string[] {
    return this.#keyPath
  }

  get multiEntry(): boolean {
    return this.#index.isMultiEntry
  }

  get unique(): boolean {
    return this.#index.isUnique
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
}

exposeInterface(IDBIndex, 'IDBIndex')

export function newIndex(objectStore: IDBObjectStore, core: TransactionCore, index: IndexState): IDBIndex {
  return new IDBIndex(token, objectStore, core, index)
}
