/** What requests do to a file, one function for each of the specification's operations. They throw the `DOMException` that the request fails with. */
import { exception } from './exceptions.ts'
import { packEntries, unpackEntries, type Entry } from './file/entries.ts'
import type { IdbFile } from './file/idb-file.ts'
import type { Source } from './file/reads.ts'
import type { Changes } from './file/write-group.ts'
import { decodeKey } from './keys/decode-key.ts'
import { afterKey, encodeKey } from './keys/encode-key.ts'
import { Clone, extractIndexKeys, inject } from './keys/key-path.ts'
import { everything, type Bounds } from './keys/key-range.ts'
import { tags, type Key, type KeyValue } from './keys/key.ts'
import { exhausted, nextKeyAfter, type IndexState, type StoreState } from './state.ts'
import { deserialize, serialize } from './values.ts'

export type Target = { readonly file: IdbFile; readonly changes: Changes }

/** A record on its way into a store. */
export type NewRecord = {
  readonly bytes: Uint8Array
  /** Null: the key generator gives it. */
  readonly key: Key | null
  /** What it will have in the indexes there were when it was put; null when that needs the generated key in the value. */
  readonly indexKeys: readonly IndexKey[] | null
  readonly isOverwriting: boolean
}

export type IndexKey = { readonly index: IndexState; readonly key: Key }

/** What a value stands under in each index of its store. */
export function indexKeysOf(store: StoreState, clone: Clone): readonly IndexKey[] {
  return [...store.indexes.values()].flatMap((index) => (
    extractIndexKeys(clone.for(index.keyPath), index.keyPath, index.isMultiEntry).map((key) => ({ index, key }))
  ))
}

/** "Store a record into an object store". Gives the record's key. */
export function storeRecord(target: Target, store: StoreState, record: NewRecord): Key {
  const { key, bytes, indexKeys, nextKey } = withKey(store, record)
  const { reads, writes } = target.file
  const live = indexKeys.filter(({ index }) => !index.isGone)
  const old = live.length > 0 || store.indexes.size > 0 || !record.isOverwriting ? reads.entries(store.id, key) : null
  if (old !== undefined && !record.isOverwriting) throw exception('ConstraintError', 'There is a record with this key already.')
  for (const entry of live) {
    if (entry.index.isUnique && reads.hasOther(entry.index.id, entry.key, key)) {
      throw exception('ConstraintError', `There is a record with this key in the index "${entry.index.name}" already.`)
    }
  }
  if (old) removeEntries(target, key, unpackEntries(old))
  const entries = live.map((entry) => ({ index: entry.index.id, key: entry.key }))
  target.changes.run(record.isOverwriting ? writes.putRecord : writes.addRecord, store.id, key, packEntries(entries), bytes)
  addEntries(target, key, entries)
  if (nextKey !== store.nextKey && nextKey !== null) {
    target.changes.run(writes.setNextKey, nextKey, store.id)
    store.nextKey = nextKey
  }
  return key
}

type Keyed = { readonly key: Key; readonly bytes: Uint8Array; readonly indexKeys: readonly IndexKey[]; readonly nextKey: number | null }

function withKey(store: StoreState, record: NewRecord): Keyed {
  const { nextKey, keyPath } = store
  if (record.key !== null) {
    const isNumber = record.key[0] === tags.number
    const next = nextKey !== null && isNumber ? nextKeyAfter(nextKey, Number(decodeKey(record.key))) : nextKey
    return { key: record.key, bytes: record.bytes, indexKeys: record.indexKeys ?? [], nextKey: next }
  }
  if (nextKey === null || nextKey >= exhausted) throw exception('ConstraintError', 'The key generator has no more keys.')
  const key = encodeKey(nextKey)
  if (key === null) throw exception('UnknownError', 'The key generator is damaged.')
  const next = nextKeyAfter(nextKey, nextKey)
  if (typeof keyPath !== 'string') return { key, bytes: record.bytes, indexKeys: record.indexKeys ?? [], nextKey: next }
  const value = deserialize(record.bytes)
  inject(value, keyPath, nextKey)
  const bytes = serialize(value)
  return { key, bytes, indexKeys: indexKeysOf(store, new Clone(value, bytes)), nextKey: next }
}

function addEntries({ file, changes }: Target, primaryKey: Key, entries: readonly Entry[]): void {
  for (const { index, key } of entries) changes.run(file.writes.addEntry, index, Buffer.concat([key, primaryKey]), key.length)
}

function removeEntries({ file, changes }: Target, primaryKey: Key, entries: readonly Entry[]): void {
  for (const { index, key } of entries) changes.run(file.writes.removeEntry, index, Buffer.concat([key, primaryKey]))
}

/** How many records are looked at in one go. */
const batch = 500

/** "Delete records from an object store" */
export function deleteRecords(target: Target, store: StoreState, bounds: Bounds): void {
  const { file, changes } = target
  if (store.indexes.size > 0) {
    forEachRecord(file, store, bounds, false, (key) => {
      removeEntries(target, key, unpackEntries(file.reads.entries(store.id, key) ?? null))
    })
  }
  if (bounds.only) changes.run(file.writes.removeRecord, store.id, bounds.only)
  else changes.run(file.writes.removeRecords, store.id, bounds.from, bounds.to)
}

/** "Clear an object store" */
export function clearStore({ file, changes }: Target, store: StoreState): void {
  for (const index of store.indexes.values()) changes.run(file.writes.removeEntries, index.id)
  changes.run(file.writes.removeRecords, store.id, everything.from, everything.to)
}

/** Fills a new index from the records there are. */
export function fillIndex(target: Target, index: IndexState): void {
  const { file, changes } = target
  const { store } = index
  forEachRecord(file, store, everything, true, (primaryKey, bytes) => {
    const keys = extractIndexKeys(deserialize(bytes), index.keyPath, index.isMultiEntry)
    if (keys.length === 0) return
    if (index.isUnique && keys.some((key) => file.reads.hasOther(index.id, key, primaryKey))) {
      throw exception('ConstraintError', `Two records have the same key in the unique index "${index.name}".`)
    }
    const added = keys.map((key) => ({ index: index.id, key }))
    const before = unpackEntries(file.reads.entries(store.id, primaryKey) ?? null)
    changes.run(file.writes.setEntries, packEntries([...before, ...added]), store.id, primaryKey)
    addEntries(target, primaryKey, added)
  })
}

type Visit = (key: Key, bytes: Uint8Array) => void

function forEachRecord(file: IdbFile, store: StoreState, bounds: Bounds, isWithValue: boolean, visit: Visit): void {
  const source = { store: store.id, index: null }
  let from = bounds.from
  for (;;) {
    const found = file.reads.list(source, { from, to: bounds.to }, { isReverse: false, limit: batch, skip: 0, isWithValue })
    for (const { key, value } of found) {
      visit(key, value ?? new Uint8Array(0))
      from = afterKey(key)
    }
    if (found.length < batch) return
  }
}

/** "Retrieve a value" from a store or index: of the first record within bounds; undefined without one. */
export function getValue(file: IdbFile, source: Source, bounds: Bounds): unknown {
  const bytes = bounds.only && source.index === null
    ? file.reads.value(source.store, bounds.only)
    : file.reads.first(source, bounds, false, true)?.value
  return bytes ? deserialize(bytes) : undefined
}

/** The primary key of the first record within bounds. */
export function getPrimaryKey(file: IdbFile, source: Source, bounds: Bounds): KeyValue | undefined {
  const found = file.reads.first(source, bounds, false, false)
  return found && decodeKey(found.primaryKey)
}
