// What the IndexedDB suite is written with. It takes the standard's types, so that any implementation can be put under it.
import * as fake from 'fake-indexeddb'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { describe, type TestContext } from 'node:test'
import { openIndexedDB } from '../../../main/engine/crypto/indexed-db/open-indexed-db.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'

export type Idb = { readonly indexedDB: IDBFactory; readonly IDBKeyRange: typeof IDBKeyRange }

/** Gives one with no databases in it, closed after the test. */
export type OpenIdb = (t: TestContext) => Promise<Idb>

/** Ours, in a file; and one that others wrote, which holds the suite itself to account. */
export const implementations: readonly { readonly name: string; readonly open: OpenIdb }[] = [
  {
    name: 'over SQLite',
    open: async (t) => {
      const file = join(await tempFolderFor(t), 'crypto.db')
      const idb = openIndexedDB({ file, key: new Uint8Array(randomBytes(32)) })
      t.after(() => idb.dispose())
      return idb as unknown as Idb // ours says of arguments what it checks itself: anything
    },
  },
  { name: 'fake-indexeddb', open: async () => ({ indexedDB: new fake.IDBFactory(), IDBKeyRange: fake.IDBKeyRange }) },
]

/** `isWhole`: false for the other one, which departs from the specification in places; there it is not asked. */
export function forEachIndexedDB(subject: string, tests: (open: OpenIdb, isWhole: boolean) => void): void {
  for (const { name, open } of implementations) describe(`${subject} (${name})`, () => tests(open, name !== 'fake-indexeddb'))
}

/** The result of a request; throws its error. */
export function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** How a transaction ends. */
export function end(transaction: IDBTransaction): Promise<'complete' | 'abort'> {
  return new Promise((resolve) => {
    transaction.addEventListener('complete', () => resolve('complete'))
    transaction.addEventListener('abort', () => resolve('abort'))
  })
}

type Upgrade = (database: IDBDatabase, transaction: IDBTransaction) => void

/** Opens `version` of a database, 1 unless it is said. */
export async function openDatabase({ indexedDB }: Idb, upgrade: Upgrade, version = 1, name = 'test'): Promise<IDBDatabase> {
  const request = indexedDB.open(name, version)
  request.onupgradeneeded = () => {
    if (request.transaction) upgrade(request.result, request.transaction)
  }
  return answer(request)
}

/** A database with one object store, `store`. */
export async function openStore(idb: Idb, options?: IDBObjectStoreParameters, fill?: (store: IDBObjectStore) => void): Promise<IDBDatabase> {
  return openDatabase(idb, (database) => {
    const store = database.createObjectStore('store', options)
    fill?.(store)
  })
}

/** Does something with `store` in a transaction, and waits until it is complete. */
export async function inStore<T>(database: IDBDatabase, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = database.transaction('store', mode)
  const ended = end(transaction)
  const result = await answer(work(transaction.objectStore('store')))
  await ended
  return result
}

/** What a cursor comes by: its key and primary key, and what `see` makes of it. */
export async function visit<C extends IDBCursor, T = [IDBValidKey, IDBValidKey]>(
  request: IDBRequest<C | null>,
  see: (cursor: C) => T = ((cursor: C) => [cursor.key, cursor.primaryKey]) as (cursor: C) => T,
  go: (cursor: C) => void = (cursor) => cursor.continue(),
): Promise<T[]> {
  const seen: T[] = []
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      const cursor = request.result
      if (cursor === null) return resolve(seen)
      seen.push(see(cursor))
      go(cursor)
    }
  })
}

/** After the event loop has turned: nothing that a task began is active any more. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
