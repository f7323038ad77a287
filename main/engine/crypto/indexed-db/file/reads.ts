import type Database from 'better-sqlite3-multiple-ciphers'
import { afterKey } from '../keys/encode-key.ts'
import { onlyBounds, type Bounds } from '../keys/key-range.ts'
import type { Key } from '../keys/key.ts'

/** Where records are read: a store in the order of its keys, or an index of it in the order of the index's. */
export type Source = { readonly store: number; readonly index: number | null }

/** A record as it was found. */
export type Found = {
  /** The index's key, or the record's own. */
  readonly key: Key
  readonly primaryKey: Key
  /** Where it stands in its source. */
  readonly position: Key
  /** Null when it was not asked for. */
  readonly value: Uint8Array | null
}

export type Wanted = {
  readonly isReverse: boolean
  /** Infinity for all. */
  readonly limit: number
  readonly skip: number
  readonly isWithValue: boolean
}

type Row = { readonly key: Buffer; readonly length: number | null; readonly value: Buffer | null }
type Reading = Database.Statement<[number, Key, Key], Row>

/** What reads one kind of source in one direction. Not one statement with a bound limit: SQLite compiles that anew at every call. */
type Readings = { readonly one: Reading; readonly many: Reading }

type Range = Pick<Bounds, 'from' | 'to'>

/** Everything that is read of records. Each statement is prepared once. */
export class Reads {
  readonly #value: Database.Statement<[number, Key], Buffer>
  readonly #entries: Database.Statement<[number, Key], Buffer | null>
  readonly #hasOther: Database.Statement<[number, Key, Key, Key], number>
  readonly #countRecords: Database.Statement<[number, Key, Key], number>
  readonly #countEntries: Database.Statement<[number, Key, Key], number>
  readonly #readings: readonly Readings[]

  constructor(database: Database.Database) {
    this.#value = database.prepare<[number, Key], Buffer>(`SELECT value FROM record WHERE store = ? AND key = ?`).pluck()
    this.#entries = database.prepare<[number, Key], Buffer | null>(`SELECT entries FROM record WHERE store = ? AND key = ?`).pluck()
    this.#hasOther = database.prepare<[number, Key, Key, Key], number>(
      `SELECT EXISTS (SELECT 1 FROM entry WHERE store_index = ? AND key >= ? AND key < ? AND key <> ?)`,
    ).pluck()
    this.#countRecords = database.prepare<[number, Key, Key], number>(
      `SELECT count(*) FROM record WHERE store = ? AND key >= ? AND key < ?`,
    ).pluck()
    this.#countEntries = database.prepare<[number, Key, Key], number>(
      `SELECT count(*) FROM entry WHERE store_index = ? AND key >= ? AND key < ?`,
    ).pluck()
    this.#readings = [false, true].flatMap((isIndex) => [false, true].flatMap((isWithValue) => [false, true].map((isReverse) => {
      const sql = readingSql(isIndex, isWithValue, isReverse)
      const prepare = (text: string): Reading => database.prepare<[number, Key, Key], Row>(text)
      return { one: prepare(`${sql} LIMIT 1`), many: prepare(sql) }
    })))
  }

  /** The value of the one record with this key. */
  value(store: number, key: Key): Uint8Array | undefined {
    return this.#value.get(store, key)
  }

  /** The packed entries of a record; undefined when there is no such record. */
  entries(store: number, key: Key): Uint8Array | null | undefined {
    return this.#entries.get(store, key)
  }

  first(source: Source, { from, to }: Range, isReverse: boolean, isWithValue: boolean): Found | undefined {
    const row = this.#readingsOf(source, isReverse, isWithValue).one.get(source.index ?? source.store, from, to)
    return row && foundOf(row)
  }

  list(source: Source, range: Range, { isReverse, isWithValue, limit, skip }: Wanted): readonly Found[] {
    const { from, to } = range
    const { many } = this.#readingsOf(source, isReverse, isWithValue)
    const number = source.index ?? source.store
    if (limit === Infinity && skip === 0) return many.all(number, from, to).map(foundOf)
    const found: Found[] = []
    let place = 0
    for (const row of many.iterate(number, from, to)) {
      if (place++ < skip) continue
      found.push(foundOf(row))
      if (found.length >= limit) break
    }
    return found
  }

  #readingsOf({ index }: Source, isReverse: boolean, isWithValue: boolean): Readings {
    const readings = this.#readings[(index === null ? 0 : 4) + (isWithValue ? 2 : 0) + (isReverse ? 1 : 0)]
    if (readings === undefined) throw new Error('A reading is missing')
    return readings
  }

  count({ store, index }: Source, { from, to }: Bounds): number {
    const count = index === null ? this.#countRecords.get(store, from, to) : this.#countEntries.get(index, from, to)
    return count ?? 0
  }

  /** Whether a record other than the one with `primaryKey` stands in an index under `key`. */
  hasOther(index: number, key: Key, primaryKey: Key): boolean {
    return this.#hasOther.get(index, key, afterKey(key), Buffer.concat([key, primaryKey])) === 1
  }

  /** The first record of each key. */
  listUnique(source: Source, bounds: Bounds, wanted: Wanted): readonly Found[] {
    const { isReverse, isWithValue, limit } = wanted
    const all: Found[] = []
    let { from, to } = bounds
    while (all.length < limit) {
      const found = this.firstUnique(source, { from, to }, isReverse, isWithValue)
      if (found === undefined) break
      all.push(found)
      if (isReverse) to = found.key
      else from = afterKey(found.key)
    }
    return all
  }

  /** The first record of the first key, or of the last when reading in reverse. */
  firstUnique(source: Source, range: Range, isReverse: boolean, isWithValue: boolean): Found | undefined {
    const found = this.first(source, range, isReverse, isWithValue)
    if (found === undefined || !isReverse || source.index === null) return found
    return this.first(source, onlyBounds(found.key), false, isWithValue)
  }
}

function foundOf({ key, length, value }: Row): Found {
  if (length === null) return { key, primaryKey: key, position: key, value }
  return { key: key.subarray(0, length), primaryKey: key.subarray(length), position: key, value }
}

/** Both kinds go through one tree, in its order. */
export function readingSql(isIndex: boolean, isWithValue: boolean, isReverse: boolean): string {
  const order = isReverse ? 'DESC' : 'ASC'
  if (!isIndex) {
    return `SELECT key, NULL AS length, ${isWithValue ? 'value' : 'NULL AS value'} FROM record
      WHERE store = ? AND key >= ? AND key < ? ORDER BY key ${order}`
  }
  const value = `(SELECT value FROM record WHERE record.key = substr(entry.key, entry.key_length + 1)
      AND record.store = (SELECT store FROM store_index WHERE store_index.store_index = entry.store_index))`
  return `SELECT key, key_length AS length, ${isWithValue ? `${value} AS value` : 'NULL AS value'} FROM entry
    WHERE store_index = ? AND key >= ? AND key < ? ORDER BY key ${order}`
}
