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

/** Several transactions that go to the disk as one: `release` puts them there or throws, `discard` undoes them. */
export type Unit = { release(): void; discard(): void }

export type IndexedDB = typeof interfaces & {
  readonly indexedDB: IDBFactory
  /** What is committed from now on is on the disk when the unit is released, and not before. One unit at a time. */
  hold(): Unit
  /** Aborts what is under way and closes the file. */
  dispose(): void
}

/** Throws `StoreError`; a file that this key does not open, or that is damaged, is left byte for byte as it was. One opening of a file at a time. */
export function openIndexedDB(options: FileOptions): IndexedDB {
  const file = new IdbFile(options)
  const indexedDB = newFactory(file)
  const { group } = file
  const hold = (): Unit => {
    group.hold()
    return { release: () => group.release(), discard: () => group.discard() }
  }
  return { ...interfaces, indexedDB, hold, dispose: () => closeFactory(indexedDB) }
}
