import type Database from 'better-sqlite3-multiple-ciphers'
import type { Write } from './write-group.ts'

/** Every statement that changes something. They run through `Changes`, so that they can be done again. */
export class Writes {
  readonly number: Write
  readonly addDatabase: Write
  readonly setVersion: Write
  readonly removeDatabase: Write
  readonly addStore: Write
  readonly renameStore: Write
  readonly setNextKey: Write
  readonly removeStore: Write
  readonly addIndex: Write
  readonly renameIndex: Write
  readonly removeIndex: Write
  readonly addRecord: Write
  readonly putRecord: Write
  readonly setEntries: Write
  readonly removeRecord: Write
  readonly removeRecords: Write
  readonly addEntry: Write
  readonly removeEntry: Write
  readonly removeEntries: Write

  constructor(database: Database.Database) {
    const write = (sql: string): Write => database.prepare(sql)
    this.number = write(`UPDATE number SET next = max(next, ? + 1)`)
    this.addDatabase = write(`INSERT INTO database (database, name, version) VALUES (?, ?, ?)`)
    this.setVersion = write(`UPDATE database SET version = ? WHERE database = ?`)
    this.removeDatabase = write(`DELETE FROM database WHERE database = ?`)
    this.addStore = write(`INSERT INTO object_store (store, database, name, key_path, next_key) VALUES (?, ?, ?, ?, ?)`)
    this.renameStore = write(`UPDATE object_store SET name = ? WHERE store = ?`)
    this.setNextKey = write(`UPDATE object_store SET next_key = ? WHERE store = ?`)
    this.removeStore = write(`DELETE FROM object_store WHERE store = ?`)
    this.addIndex = write(
      `INSERT INTO store_index (store_index, store, name, key_path, is_unique, is_multi_entry) VALUES (?, ?, ?, ?, ?, ?)`,
    )
    this.renameIndex = write(`UPDATE store_index SET name = ? WHERE store_index = ?`)
    this.removeIndex = write(`DELETE FROM store_index WHERE store_index = ?`)
    this.addRecord = write(`INSERT INTO record (store, key, entries, value) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`)
    this.putRecord = write(
      `INSERT INTO record (store, key, entries, value) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET entries = excluded.entries, value = excluded.value`,
    )
    this.setEntries = write(`UPDATE record SET entries = ? WHERE store = ? AND key = ?`)
    this.removeRecord = write(`DELETE FROM record WHERE store = ? AND key = ?`)
    this.removeRecords = write(`DELETE FROM record WHERE store = ? AND key >= ? AND key < ?`)
    this.addEntry = write(`INSERT OR IGNORE INTO entry (store_index, key, key_length) VALUES (?, ?, ?)`)
    this.removeEntry = write(`DELETE FROM entry WHERE store_index = ? AND key = ?`)
    this.removeEntries = write(`DELETE FROM entry WHERE store_index = ?`)
  }
}
