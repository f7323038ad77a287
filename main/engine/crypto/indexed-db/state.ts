/** What a file holds, as the engine knows it: databases with their object stores and indexes, and who has them open. */
import type { KeyPath } from './keys/key-path.ts'

export class IndexState {
  readonly id: number
  readonly store: StoreState
  readonly keyPath: KeyPath
  readonly isUnique: boolean
  readonly isMultiEntry: boolean
  name: string
  /** Nobody can ask for it any more. */
  isDeleted = false
  /** It is out of the file: requests made before its deletion have been done. */
  isGone = false

  constructor(id: number, store: StoreState, name: string, keyPath: KeyPath, isUnique: boolean, isMultiEntry: boolean) {
    this.id = id
    this.store = store
    this.name = name
    this.keyPath = keyPath
    this.isUnique = isUnique
    this.isMultiEntry = isMultiEntry
  }
}

export class StoreState {
  readonly id: number
  readonly keyPath: KeyPath | null
  name: string
  /** What the key generator gives next; null without one. */
  nextKey: number | null
  indexes = new Map<string, IndexState>()
  isDeleted = false

  constructor(id: number, name: string, keyPath: KeyPath | null, nextKey: number | null) {
    this.id = id
    this.name = name
    this.keyPath = keyPath
    this.nextKey = nextKey
  }
}

/** The numbers a key generator gives end at 2^53: this is beyond, as a double can tell it. */
export const exhausted = 2 ** 53 + 2

/** "Possibly update the key generator" of the specification: what comes next after `key` was used. */
export function nextKeyAfter(next: number, key: number): number {
  const used = Math.floor(Math.min(key, 2 ** 53))
  if (used < next) return next
  return used === 2 ** 53 ? exhausted : used + 1
}

/** Object stores for an upgrade to change: whoever holds the ones before it goes on seeing those. */
export function copyStores(stores: ReadonlyMap<string, StoreState>): Map<string, StoreState> {
  return new Map([...stores].map(([name, store]) => {
    const copy = new StoreState(store.id, name, store.keyPath, store.nextKey)
    for (const { id, name: indexName, keyPath, isUnique, isMultiEntry } of store.indexes.values()) {
      copy.indexes.set(indexName, new IndexState(id, copy, indexName, keyPath, isUnique, isMultiEntry))
    }
    return [name, copy]
  }))
}

/** What object stores were, to be put back when their upgrade is aborted. */
export class SchemaSnapshot {
  readonly #stores: readonly { readonly store: StoreState; readonly name: string; readonly indexes: ReadonlyMap<string, IndexState> }[]

  constructor(stores: ReadonlyMap<string, StoreState>) {
    this.#stores = [...stores].map(([name, store]) => ({ store, name, indexes: new Map(store.indexes) }))
  }

  /** `now`: the stores there are. Gives those there were. */
  restore(now: Iterable<StoreState>): Map<string, StoreState> {
    for (const store of now) {
      store.isDeleted = true
      for (const index of store.indexes.values()) index.isDeleted = true
      store.indexes = new Map()
    }
    for (const { store, name, indexes } of this.#stores) {
      Object.assign(store, { name, isDeleted: false, indexes: new Map(indexes) })
      for (const [indexName, index] of indexes) Object.assign(index, { name: indexName, isDeleted: false, isGone: false })
    }
    return new Map(this.#stores.map(({ store, name }) => [name, store]))
  }
}
