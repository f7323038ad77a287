import type Database from 'better-sqlite3-multiple-ciphers'
import type { KeyPath } from '../keys/key-path.ts'
import { IndexState, StoreState } from '../state.ts'

export type DatabaseInfo = { readonly name: string; readonly version: number }
export type StoredDatabase = { readonly id: number; readonly version: number; readonly stores: Map<string, StoreState> }

type StoreRow = { readonly store: number; readonly name: string; readonly key_path: string | null; readonly next_key: number | null }
type IndexRow = {
  readonly store_index: number
  readonly name: string
  readonly key_path: string
  readonly is_unique: number
  readonly is_multi_entry: number
}

export function listDatabases(database: Database.Database): readonly DatabaseInfo[] {
  const rows = database.prepare<[], DatabaseInfo>(`SELECT name, version FROM database ORDER BY database`).all()
  return rows.map(({ name, version }) => ({ name: toName(name), version }))
}

export function loadDatabase(database: Database.Database, name: string): StoredDatabase | null {
  const row = database.prepare<[string], { database: number; version: number }>(
    `SELECT database, version FROM database WHERE name = ?`,
  ).get(JSON.stringify(name))
  if (row === undefined) return null
  const stores = database.prepare<[number], StoreRow>(`SELECT * FROM object_store WHERE database = ?`).all(row.database)
  const loaded = stores.map((store) => loadStore(database, store))
  return { id: row.database, version: row.version, stores: new Map(loaded.map((store) => [store.name, store])) }
}

function loadStore(database: Database.Database, row: StoreRow): StoreState {
  const keyPath = row.key_path === null ? null : toKeyPath(row.key_path)
  const store = new StoreState(row.store, toName(row.name), keyPath, row.next_key)
  const indexes = database.prepare<[number], IndexRow>(`SELECT * FROM store_index WHERE store = ?`).all(row.store)
  for (const one of indexes) {
    const path = toKeyPath(one.key_path)
    const index = new IndexState(one.store_index, store, toName(one.name), path, one.is_unique === 1, one.is_multi_entry === 1)
    store.indexes.set(index.name, index)
  }
  return store
}

function toName(json: string): string {
  return String(JSON.parse(json))
}

function toKeyPath(json: string): KeyPath {
  const path: unknown = JSON.parse(json)
  return Array.isArray(path) ? path.map(String) : String(path)
}
