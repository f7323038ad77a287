import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextConnection, putSyncPosition, readSyncPosition } from '../../../../../main/engine/store/tables/sync-position.ts'
import { House } from '../../rooms/house.ts'

test('each protocol has a position of its own, and no two readings from the start the same number', (t) => {
  const house = new House(t)
  const start = { position: null, toDevice: null, connection: 0, isComplete: false }
  assert.deepEqual(house.read((reader) => readSyncPosition(reader, 'sliding')), start)
  const sliding = { position: 'p1', toDevice: 'd1', connection: house.read(nextConnection), isComplete: true }
  house.store.write((writer) => putSyncPosition(writer, 'sliding', sliding))
  const v2 = { position: 'v1', toDevice: null, connection: house.read(nextConnection), isComplete: false }
  house.store.write((writer) => putSyncPosition(writer, 'v2', v2))
  assert.deepEqual([sliding.connection, v2.connection, house.read(nextConnection)], [1, 2, 3])
  const stored = (['sliding', 'v2'] as const).map((kind) => house.read((reader) => readSyncPosition(reader, kind)))
  assert.deepEqual(stored, [sliding, v2])
})
