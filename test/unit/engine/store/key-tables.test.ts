import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { openDatabase } from '../../../../main/engine/store/database.ts'
import { migrations } from '../../../../main/engine/store/migrations/index.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { markTakenOver, noteDevice, readDevicesBefore } from '../../../../main/engine/store/tables/crypto-devices.ts'
import { beginRestore, endRestore, markRoomRestored, readRestore } from '../../../../main/engine/store/tables/key-restore.ts'
import type { DeviceId, RoomId } from '../../../../preload/contract/index.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

const key = new Uint8Array(32).fill(3)
const first = 'FIRST' as DeviceId
const second = 'SECOND' as DeviceId
const roomId = '!r:x' as RoomId

describe('what is noted of keys', () => {
  test('has its place in a database of before', async (context) => {
    const file = join(await tempFolderFor(context), 'store.db')
    for (const version of [3, 4]) {
      const before = openDatabase({ file, key, migrations: migrations.filter((migration) => migration.version <= version) })
      assert.equal(before.pragma('user_version', { simple: true }), version)
      before.close()
    }
    const store = new Store({ file, key, log: silentLog })
    context.after(() => store.dispose())
    assert.equal(store.read(readRestore), undefined)
    assert.deepEqual(store.read((reader) => readDevicesBefore(reader, first)), [])
  })

  test('of a restoring is there until it ends, and belongs to one backup', async (context) => {
    const store = new Store({ file: join(await tempFolderFor(context), 'store.db'), key, log: silentLog })
    context.after(() => store.dispose())
    store.write((writer) => beginRestore(writer, '1'))
    assert.deepEqual(store.read(readRestore), { version: '1', rooms: new Set() })
    for (let twice = 0; twice < 2; twice += 1) store.write((writer) => markRoomRestored(writer, '1', roomId))
    assert.deepEqual(store.read(readRestore), { version: '1', rooms: new Set([roomId]) })
    store.write((writer) => beginRestore(writer, '2'))
    assert.deepEqual(store.read(readRestore), { version: '2', rooms: new Set() })
    store.write(endRestore)
    assert.equal(store.read(readRestore), undefined)
  })

  test('of devices names those before this one, until their keys are here', async (context) => {
    const store = new Store({ file: join(await tempFolderFor(context), 'store.db'), key, log: silentLog })
    context.after(() => store.dispose())
    for (const deviceId of [first, first, second]) store.write((writer) => noteDevice(writer, deviceId))
    assert.deepEqual(store.read((reader) => readDevicesBefore(reader, second)), [first])
    store.write((writer) => markTakenOver(writer, first))
    assert.deepEqual(store.read((reader) => readDevicesBefore(reader, second)), [])
  })
})
