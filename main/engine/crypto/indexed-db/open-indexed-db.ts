/**
 * IndexedDB (W3C Indexed Database API 3.0) over one encrypted SQLite file, for code that knows no other store. A file holds any number of databases.
 * What a transaction has been told to be complete is on the disk; what it has not been told is not there in part. Nothing here knows what is stored.
 */
import { IDBCursor, IDBCursorWithValue } from './cursor.ts'
import { IDBDatabase } from './database.ts'
import { IDBVersionChangeEvent } from './events/event.ts'
import { closeFactory, IDBFactory, newFactory } from './factory.ts'
import { IdbFile, type FileOptions } from './file/idb-file.ts'
import { IDBIndex } from './index-handle.ts'
import { IDBKeyRange } from './keys/key-range.ts'
import { IDBObjectStore } from './object-store.ts'
import { IDBRecord } from './record.ts'
import { IDBOpenDBRequest, IDBRequest } from './request.ts'
import { IDBTransaction } from './transaction.ts'

/** The standard interfaces. They are the same for all files of a process. */
export const interfaces = {
  IDBCursor,
  IDBCursorWithValue,
  IDBDatabase,
  IDBFactory,
  IDBIndex,
  IDBKeyRange,
  IDBObjectStore,
  IDBOpenDBRequest,
  IDBRecord,
  IDBRequest,
  IDBTransaction,
  IDBVersionChangeEvent,
} as const

export type IndexedDB = typeof interfaces & {
  readonly indexedDB: IDBFactory
  /** Aborts what is under way and closes the file. */
  dispose(): void
}

/** Throws `StoreError`; a file that this key does not open, or that is damaged, is left byte for byte as it was. One opening of a file at a time. */
export function openIndexedDB(options: FileOptions): IndexedDB {
  const indexedDB = newFactory(new IdbFile(options))
  return { ...interfaces, indexedDB, dispose: () => closeFactory(indexedDB) }
}
