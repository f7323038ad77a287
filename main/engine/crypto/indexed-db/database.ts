import type { Connection } from './connection.ts'
import { IdbEventTarget, type EventHandler } from './events/event-target.ts'
import { exception } from './exceptions.ts'
import { isValidKeyPath } from './keys/key-path.ts'
import { everything } from './keys/key-range.ts'
import { nameList, type DOMStringList } from './name-list.ts'
import type { IDBObjectStore } from './object-store.ts'
import { StoreState } from './state.ts'
import { TransactionCore } from './transaction-core.ts'
import { IDBTransaction, storeHandle, transactionToken } from './transaction.ts'
import { exposeInterface, memberOf, requireArguments, toEnum, toText, toTextOrList } from './web-idl.ts'

const token = Symbol('database')

const modes = ['readonly', 'readwrite', 'versionchange'] as const
const durabilities = ['default', 'strict', 'relaxed'] as const

/** https://w3c.github.io/IndexedDB/#database-interface */
export class IDBDatabase extends IdbEventTarget {
  readonly #connection: Connection

  constructor(given?: symbol, connection?: Connection) {
    if (given !== token || !connection) throw new TypeError('Illegal constructor')
    super()
    this.#connection = connection
    connection.target = this
  }

  get name(): string {
    return this.#connection.database.name
  }

  get version(): number {
    return this.#connection.version
  }

  get objectStoreNames(): DOMStringList {
    return nameList(this.#connection.stores.keys())
  }

  createObjectStore(name: unknown, options: unknown = undefined): IDBObjectStore {
    const connection = this.#connection
    requireArguments(arguments.length, 1)
    const text = toText(name)
    const isAutoIncrement = Boolean(memberOf(options, 'autoIncrement'))
    const given = memberOf(options, 'keyPath')
    const keyPath = given === undefined || given === null ? null : toTextOrList(given)
    const { core, transaction } = upgradeOf(connection)
    if (keyPath !== null && !isValidKeyPath(keyPath)) throw exception('SyntaxError', 'The key path is not valid.')
    if (connection.stores.has(text)) throw exception('ConstraintError', `There is an object store "${text}" already.`)
    if (isAutoIncrement && keyPath !== null && (keyPath === '' || typeof keyPath !== 'string')) {
      throw exception('InvalidAccessError', 'A key generator needs one key path that is not empty.')
    }
    const store = new StoreState(core.file.newNumber(), text, keyPath, isAutoIncrement ? 1 : null)
    connection.addStore(store, text)
    core.later(() => {
      const { writes } = core.file
      core.changes.run(writes.number, store.id)
      const path = keyPath === null ? null : JSON.stringify(keyPath)
      core.changes.run(writes.addStore, store.id, connection.database.id, JSON.stringify(text), path, isAutoIncrement ? 1 : null)
    })
    return storeHandle(transaction, store)
  }

  deleteObjectStore(name: unknown): void {
    const connection = this.#connection
    requireArguments(arguments.length, 1)
    const text = toText(name)
    const { core } = upgradeOf(connection)
    const store = connection.stores.get(text)
    if (store === undefined) throw exception('NotFoundError', `There is no object store "${text}".`)
    connection.removeStore(store, text)
    const indexes = [...store.indexes.values()]
    store.indexes = new Map()
    store.isDeleted = true
    core.later(() => removeStore(core, store, indexes.map(({ id }) => id)))
  }

  transaction(storeNames: unknown, mode: unknown = 'readonly', options: unknown = undefined): IDBTransaction {
    const connection = this.#connection
    requireArguments(arguments.length, 1)
    const wanted = toTextOrList(storeNames)
    const names = typeof wanted === 'string' ? [wanted] : [...new Set(wanted)]
    const kind = toEnum(mode, modes)
    const hint = memberOf(options, 'durability')
    const durability = hint === undefined ? 'default' : toEnum(hint, durabilities)
    if (connection.upgrade !== null) throw exception('InvalidStateError', 'An upgrade is under way.')
    if (connection.isClosePending) throw exception('InvalidStateError', 'The database is closed.')
    const scope = new Set(names.map((name) => connection.storeNamed(name)))
    if (scope.size === 0) throw exception('InvalidAccessError', 'A transaction needs an object store.')
    if (kind === 'versionchange') throw new TypeError('Only opening a database makes an upgrade')
    const core = new TransactionCore({ file: connection.database.file, mode: kind, durability, scope, owner: connection })
    const transaction = new IDBTransaction(transactionToken, core, connection, names)
    connection.add(core)
    return transaction
  }

  close(): void {
    this.#connection.close()
  }

  get onabort(): EventHandler {
    return this.handler('abort')
  }

  set onabort(value: EventHandler) {
    this.setHandler('abort', value)
  }

  get onclose(): EventHandler {
    return this.handler('close')
  }

  set onclose(value: EventHandler) {
    this.setHandler('close', value)
  }

  get onerror(): EventHandler {
    return this.handler('error')
  }

  set onerror(value: EventHandler) {
    this.setHandler('error', value)
  }

  get onversionchange(): EventHandler {
    return this.handler('versionchange')
  }

  set onversionchange(value: EventHandler) {
    this.setHandler('versionchange', value)
  }
}

exposeInterface(IDBDatabase, 'IDBDatabase')

export function newDatabase(connection: Connection): IDBDatabase {
  return new IDBDatabase(token, connection)
}

/** Takes an object store with all that is in it out of the file. */
export function removeStore({ file, changes }: Pick<TransactionCore, 'file' | 'changes'>, { id }: StoreState, indexes: readonly number[]): void {
  const { writes } = file
  for (const index of indexes) {
    changes.run(writes.removeEntries, index)
    changes.run(writes.removeIndex, index)
  }
  changes.run(writes.removeRecords, id, everything.from, everything.to)
  changes.run(writes.removeStore, id)
}

/** The upgrade under way on a connection. Throws without one, or when it is not active. */
function upgradeOf({ upgrade }: Connection): { readonly core: TransactionCore; readonly transaction: IDBTransaction } {
  if (upgrade === null) throw exception('InvalidStateError', 'Only an upgrade can change the schema.')
  if (upgrade.core.state !== 'active') throw exception('TransactionInactiveError', 'The upgrade is not active.')
  return upgrade
}
