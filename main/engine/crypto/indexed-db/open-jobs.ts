/** Opening, upgrading and deleting a database: what a request to a factory sets going. Requests for one name are done one after the other. */
import { Connection, type DatabaseState } from './connection.ts'
import { newDatabase, removeStore } from './database.ts'
import { Dispatch } from './events/dispatch.ts'
import { errorEvent, plainEvent, versionChangeEvent, type IdbEvent } from './events/event.ts'
import type { IdbEventTarget } from './events/event-target.ts'
import { queueFirst, queueTask } from './events/tasks.ts'
import { exception, fileException } from './exceptions.ts'
import { fail, makePending, requestState, succeed, type IDBOpenDBRequest } from './request.ts'
import { copyStores, SchemaSnapshot, type StoreState } from './state.ts'
import { TransactionCore } from './transaction-core.ts'
import { IDBTransaction, transactionToken } from './transaction.ts'

/** "Open a database connection". Fires the request's last event. */
export async function openConnection(database: DatabaseState, wanted: number | null, request: IDBOpenDBRequest): Promise<void> {
  const version = wanted ?? (database.version || 1)
  if (database.version > version) {
    return failOpening(request, exception('VersionError', `The database has the higher version ${database.version}.`))
  }
  const others = [...database.connections]
  const connection = new Connection(database, version)
  newDatabase(connection)
  if (database.version === version) return fire(request, () => outcome(request, connection, true))
  try {
    await closeOthers(others, request, database.version, version)
    await upgrade(database, connection, version, request)
  } catch (error) {
    connection.close()
    return failOpening(request, database.file.failure(error))
  }
}

/** What the request of an upgraded connection ends with. */
function outcome(request: IDBOpenDBRequest, connection: Connection, isCommitted: boolean): IdbEvent {
  if (isCommitted && !connection.isClosePending) {
    succeed(request, connection.target)
    return plainEvent('success')
  }
  connection.close()
  const message = isCommitted ? 'The database was closed before it was open.' : 'The upgrade was aborted.'
  fail(request, exception('AbortError', message))
  return errorEvent()
}

/** Fires the last event of a request that could not be done. */
export function failOpening(request: IDBOpenDBRequest, error: unknown): Promise<void> {
  return fire(request, () => {
    fail(request, fileException(error))
    return errorEvent()
  })
}

/** "Delete a database". Fires the request's last event. */
export async function deleteDatabase(database: DatabaseState, request: IDBOpenDBRequest): Promise<void> {
  try {
    const { version } = database
    if (database.id !== null) {
      await closeOthers([...database.connections], request, version, null)
      await removeDatabase(database, database.id)
    }
    await fire(request, () => {
      succeed(request, undefined)
      return versionChangeEvent('success', version, null)
    })
  } catch (error) {
    await failOpening(request, error)
  }
}

async function removeDatabase(database: DatabaseState, id: number): Promise<void> {
  const { file, scheduler, stores } = database
  const ended = Promise.withResolvers<boolean>()
  const core = new TransactionCore({
    file, mode: 'versionchange', durability: 'default', scope: new Set(stores.values()),
    owner: {
      aborted: () => undefined,
      finished: (transaction) => scheduler.remove(transaction),
      beforeLastEvent: () => undefined,
      ended: ended.resolve,
    },
  })
  core.later(() => {
    for (const store of stores.values()) removeStore(core, store, [...store.indexes.values()].map((index) => index.id))
    core.changes.run(file.writes.removeDatabase, id)
  })
  scheduler.add(core)
  if (!(await ended.promise)) throw core.error ?? exception('UnknownError', 'The database could not be deleted.')
  Object.assign(database, { id: null, version: 0, committedVersion: 0, stores: new Map() })
}

/** Asks the connections to close, and waits until they have. */
async function closeOthers(others: readonly Connection[], request: IDBOpenDBRequest, from: number, to: number | null): Promise<void> {
  for (const { target, isClosePending } of others) {
    if (target && !isClosePending) await fire(target, () => versionChangeEvent('versionchange', from, to))
  }
  if (others.some((other) => !other.isClosed)) await fire(request, () => versionChangeEvent('blocked', from, to))
  await Promise.all(others.map((other) => other.whenClosed()))
}

/** "Upgrade a database", up to the last event of `request`. */
async function upgrade(database: DatabaseState, connection: Connection, version: number, request: IDBOpenDBRequest): Promise<void> {
  const { file } = database
  const before = { id: database.id, version: database.version }
  connection.stores = copyStores(database.stores)
  const snapshot = new SchemaSnapshot(connection.stores)
  const scope = new Set<StoreState>(connection.stores.values())
  const told = Promise.withResolvers<void>()
  const core = new TransactionCore({
    file, mode: 'versionchange', durability: 'default', scope,
    owner: {
      aborted: () => {
        connection.stores = snapshot.restore(connection.stores.values())
        connection.version = before.version
        Object.assign(database, before)
      },
      finished: (transaction) => connection.finished(transaction),
      beforeLastEvent: (isCommitted) => {
        connection.upgrade = null
        if (!isCommitted) return
        database.stores = new Map(connection.stores)
        database.committedVersion = version
      },
      ended: (isCommitted) => {
        requestState(request).transaction = null
        if (!isCommitted) makePending(request)
        // Before what a listener of `complete` may have asked for, as if nothing could come between.
        told.resolve(fire(request, () => outcome(request, connection, isCommitted), queueFirst))
      },
    },
  })
  const transaction = new IDBTransaction(transactionToken, core, connection)
  connection.upgrade = { core, transaction, scope }
  core.isHeld = true
  connection.add(core)
  const id = before.id ?? file.newNumber()
  Object.assign(database, { id, version })
  core.later(() => {
    core.changes.run(file.writes.number, id)
    if (before.id === null) core.changes.run(file.writes.addDatabase, id, JSON.stringify(database.name), version)
    else core.changes.run(file.writes.setVersion, version, id)
  })
  queueTask({
    begin: () => {
      if (core.state === 'finished') return null
      succeed(request, connection.target)
      requestState(request).transaction = transaction
      core.state = 'active'
      return new Dispatch(request, versionChangeEvent('upgradeneeded', before.version, version))
    },
    finish: ({ didThrow }) => {
      core.isHeld = false
      if (core.state === 'active' && didThrow) core.abort(exception('AbortError', 'A listener threw an exception.'))
      else core.rest()
    },
  })
  return told.promise
}

/** Dispatches an event, made at the moment, and waits until it has arrived. */
function fire(target: IdbEventTarget, make: () => IdbEvent, queue = queueTask): Promise<void> {
  return new Promise((resolve) => {
    queue({ begin: () => new Dispatch(target, make()), finish: () => resolve() })
  })
}
