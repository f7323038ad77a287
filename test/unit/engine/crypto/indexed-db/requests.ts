import type { IDBCursor } from '../../../../../main/engine/crypto/indexed-db/cursor.ts'
import { IDBDatabase } from '../../../../../main/engine/crypto/indexed-db/database.ts'
import type { IDBFactory } from '../../../../../main/engine/crypto/indexed-db/factory.ts'
import type { IDBRequest } from '../../../../../main/engine/crypto/indexed-db/request.ts'
import type { IDBTransaction } from '../../../../../main/engine/crypto/indexed-db/transaction.ts'

/** The result of a request; throws its error. */
export function answer(request: IDBRequest | IDBCursor['request']): Promise<unknown> {
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

/** Opens a database; a new one gets the object stores named. */
export async function openStores(indexedDB: IDBFactory, stores: readonly string[], name = 'test'): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1)
  request.onupgradeneeded = () => {
    const { result } = request
    if (result instanceof IDBDatabase) for (const store of stores) result.createObjectStore(store, { autoIncrement: true })
  }
  const database = await answer(request)
  if (!(database instanceof IDBDatabase)) throw new Error('No database')
  return database
}
