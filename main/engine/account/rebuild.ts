import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isRoomId } from '../../../preload/contract/ids.ts'
import type { Rebuilt } from '../../../preload/contract/calls/account-calls.ts'
import type { Log } from '../base/log.ts'
import type { DatabaseKey } from '../store/database.ts'
import { moveAside } from '../store/move-aside.ts'
import type { Value } from '../store/reader.ts'
import { salvage, type Salvaged, type SalvagedRow } from '../store/salvage.ts'
import { Store } from '../store/store.ts'
import { ensureRoom } from '../store/tables/rooms.ts'
import type { Writer } from '../store/writer.ts'

/** `now`: in epoch milliseconds, for the name of the file that is put aside. */
export type RebuildOptions = { readonly folder: string; readonly key: DatabaseKey; readonly now: number; readonly log: Log }

const storeName = 'store.db'
const newName = 'store-new.db'

/** What no server can tell again. Operations that are through are not among it: their events come with the sync. */
const ownTables = {
  outbox: "SELECT * FROM outbox WHERE state <> 'done' ORDER BY operation",
  draft: 'SELECT * FROM draft ORDER BY room_id',
  changed_identity: 'SELECT * FROM changed_identity ORDER BY user_id',
  crypto_device: 'SELECT * FROM crypto_device ORDER BY device_id',
  key_restore: 'SELECT * FROM key_restore ORDER BY version',
} as const

/** Once encrypted, for ever encrypted: no server may have what was written for such a room sent in the clear. */
const encryptedRooms = 'SELECT room_id FROM room WHERE is_encrypted = 1 ORDER BY room'

/** Whose history was asked for, or is not to be fetched: a person said so. */
const wishes = "SELECT room_id, wish, ts FROM history_wish JOIN room USING (room) WHERE wish <> 'opened' ORDER BY room"

/**
 * Puts a new store in the place of the one that is there, which nobody has open, and moves that one aside. Cut off anywhere, either the old or the
 * new one is in place at the next start (`finishRebuild`). Throws `StoreError`, or the file system's error; the old one is in place then.
 */
export function rebuildStore({ folder, key, now, log }: RebuildOptions): Rebuilt {
  discard(folder, newName)
  const tables = Object.entries(ownTables)
  const { salvaged, pinned, wished } = salvage({ file: join(folder, storeName), key }, (read) => ({
    salvaged: tables.map(([table, sql]) => ({ table, ...read(sql) })), pinned: read(encryptedRooms), wished: read(wishes),
  }))
  const store = new Store({ file: join(folder, newName), key, log })
  try {
    store.write((writer) => {
      for (const { table, rows } of salvaged) for (const row of rows) insert(writer, table, row)
      for (const { room_id: roomId } of pinned.rows) if (isRoomId(roomId)) pinEncryption(writer, ensureRoom(writer, roomId))
      for (const { room_id: roomId, ...wish } of wished.rows) {
        if (isRoomId(roomId)) insert(writer, 'history_wish', { room: ensureRoom(writer, roomId), ...wish })
      }
    }, 'full')
  } finally {
    store.dispose()
  }
  const file = moveAside(folder, storeName, now)
  renameSync(join(folder, newName), join(folder, storeName))
  const count = (name: string) => salvaged.find(({ table }) => table === name)?.rows.length ?? 0
  const isWhole = [...salvaged, pinned].every((one: Salvaged) => one.isWhole)
  log.warn('A store was begun anew', { file, operations: count('outbox'), drafts: count('draft'), isWhole })
  return { file, operations: count('outbox'), drafts: count('draft'), isWhole }
}

/** Before a store is opened: brings a rebuilding to its end that was cut off. */
export function finishRebuild(folder: string): void {
  if (!existsSync(join(folder, newName))) return
  if (existsSync(join(folder, storeName))) return discard(folder, newName)
  // A log that was left behind is the old store's: the new one must not be taken for what it belongs to.
  const log = join(folder, `${storeName}-wal`)
  if (existsSync(log)) renameSync(log, join(folder, 'store-damaged.db-wal'))
  renameSync(join(folder, newName), join(folder, storeName))
}

function insert(writer: Writer, table: string, row: SalvagedRow): void {
  const columns = Object.keys(row).filter((column) => /^\w+$/.test(column))
  const values = columns.map((column) => row[column]).filter(isValue)
  if (values.length !== columns.length) return
  writer.run(`INSERT OR IGNORE INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`, ...values)
}

const isValue = (value: unknown): value is Value =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || value instanceof Uint8Array

function pinEncryption(writer: Writer, room: number): void {
  writer.run('UPDATE room SET is_encrypted = 1 WHERE room = ?', room)
}

function discard(folder: string, name: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, name + end), { force: true })
}
