import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RoomId } from '../../preload/contract/index.ts'
import { silentLog } from '../../main/engine/base/log.ts'
import { migrations as cryptoMigrations } from '../../main/engine/crypto/indexed-db/file/migrations.ts'
import { mediaMigrations } from '../../main/engine/media/media-migrations.ts'
import { openDatabase } from '../../main/engine/store/database.ts'
import type { Reader } from '../../main/engine/store/reader.ts'
import { Store } from '../../main/engine/store/store.ts'
import { roomKey } from '../../main/engine/store/tables/rooms.ts'
import { readSyncPosition, type SyncKind } from '../../main/engine/store/tables/sync-position.ts'
import type { World } from '../harness/homeserver/world/world.ts'
import type { RoomFacts } from '../harness/homeserver/world/room-facts.ts'
import { engineKey } from '../harness/running-engine.ts'

export type Audited = { readonly folder: string; readonly kind: SyncKind; readonly world: World }

/**
 * What holds of an account's files at any time, whenever the process that wrote them ended: they are whole, every event is there once and in
 * its place, and nothing that lies before the position is missing.
 */
export function audit({ folder, kind, world }: Audited): void {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.db') && file !== 'store.db')) {
    const migrations = name.startsWith('crypto') ? cryptoMigrations : mediaMigrations
    const database = openDatabase({ file: join(folder, name), key: engineKey, migrations })
    assert.deepEqual(database.pragma('integrity_check'), [{ integrity_check: 'ok' }], name)
    database.close()
  }
  const store = new Store({ file: join(folder, 'store.db'), key: engineKey, log: silentLog })
  try {
    store.read((reader) => auditStore(reader, kind, world))
  } finally {
    store.dispose()
  }
}

function auditStore(reader: Reader, kind: SyncKind, world: World): void {
  assert.deepEqual(reader.all('PRAGMA integrity_check'), [{ integrity_check: 'ok' }])
  assert.deepEqual(reader.all('PRAGMA foreign_key_check'), [])
  const at = placeOf(readSyncPosition(reader, kind).position)
  for (const facts of world.rooms.filter(({ isInvite }) => !isInvite)) {
    const room = roomKey(reader, facts.roomId as RoomId)
    // Rooms with real encryption come when the device has published its keys.
    if (room === undefined) assert.ok(at === undefined || facts.kind === 'encrypted', `${facts.roomId} is not there`)
    else auditRoom(reader, room, facts, { world, at })
  }
}

type Told = { readonly world: World; readonly at: number | undefined }

function auditRoom(reader: Reader, room: number, facts: RoomFacts, { world, at }: Told): void {
  const indices = placedIndices(reader, room, facts, world)
  const gaps = reader.all<{ position: number }>('SELECT position FROM gap WHERE room = ?', room).map(({ position }) => position)
  for (const [place, { index, position }] of indices.entries()) {
    const before = indices[place - 1]
    if (before === undefined) continue
    const hasGap = gaps.some((gap) => gap > before.position && gap < position)
    assert.ok(hasGap ? index > before.index : index === before.index + 1, `room ${facts.number}: ${before.index} before ${index}`)
  }
  const newest = at === undefined ? undefined : world.lengthOf(facts, at) - 1
  if (newest !== undefined) assert.ok((indices.at(-1)?.index ?? -1) >= newest, `room ${facts.number}: the position is ahead of what is stored`)
}

/** The room's timeline as it is stored: which of the world's events stands where. */
export function placedIndices(
  reader: Reader, room: number, facts: RoomFacts, world: World,
): readonly { readonly index: number; readonly position: number }[] {
  return reader.all<{ id: string; position: number }>(
    'SELECT event_id AS id, position FROM event WHERE room = ? AND position IS NOT NULL ORDER BY position', room,
  ).map(({ id, position }) => {
    const index = world.indexOf(facts, id)
    assert.ok(index !== undefined, `${id} was never said`)
    return { index, position }
  })
}

/** Up to where in the fixture's stream a position of it has told. */
function placeOf(position: string | null): number | undefined {
  const found = /^\d+\/\d+\/(\d+)$/.exec(position ?? '')?.[1] ?? /^s\d+_(\d+)_/.exec(position ?? '')?.[1]
  return found === undefined ? undefined : Number(found)
}
