import assert from 'node:assert/strict'
import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import type { Me } from '../../../../main/engine/base/me.ts'
import { StoreError } from '../../../../main/engine/store/store-error.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { ensureRoom, roomKey } from '../../../../main/engine/store/tables/rooms.ts'
import { putSyncPosition, readSyncPosition } from '../../../../main/engine/store/tables/sync-position.ts'
import { HeldNews } from '../../../../main/engine/sync/held-news.ts'
import { writeResponse } from '../../../../main/engine/sync/write-response.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'
import { id } from '../rooms/house.ts'

async function scene(context: TestContext) {
  const folder = await tempFolderFor(context)
  const file = join(folder, 'store.db')
  const clock = new ManualClock()
  const key = new Uint8Array(32).fill(5)
  const store = new Store({ file, key, log: silentLog })
  context.after(() => store.dispose())
  const held = new HeldNews({ store, clock, log: silentLog })
  const walBytes = () => statSync(`${file}-wal`).size
  /** What another process would find after this one was killed. */
  const isOnDisk = (name: string): boolean => {
    const copy = join(folder, 'copy.db')
    for (const end of ['', '-wal']) {
      if (existsSync(`${file}${end}`)) copyFileSync(`${file}${end}`, `${copy}${end}`)
      else rmSync(`${copy}${end}`, { force: true })
    }
    rmSync(`${copy}-shm`, { force: true })
    const other = new Store({ file: copy, key, log: silentLog })
    try {
      return other.read((reader) => roomKey(reader, id(name))) !== undefined
    } finally {
      other.dispose()
    }
  }
  const news = (name: string): void => {
    store.write((writer) => void ensureRoom(writer, id(name)), 'held')
    held.took(1)
  }
  return { clock, store, held, walBytes, isOnDisk, news }
}

test('held news are read at once, and on the disk after five minutes', async (context) => {
  const { clock, store, isOnDisk, news } = await scene(context)
  news('a')
  assert.ok(store.read((reader) => roomKey(reader, id('a'))))
  assert.equal(isOnDisk('a'), false)
  await clock.advance(5 * 60_000)
  assert.equal(isOnDisk('a'), true)
  assert.deepEqual(clock.sleeping, [])
})

test('many held rounds write hardly more than one', async (context) => {
  const { clock, walBytes, news } = await scene(context)
  news('first')
  await clock.advance(5 * 60_000)
  const before = walBytes()
  news('one')
  await clock.advance(5 * 60_000)
  const one = walBytes() - before
  for (let round = 0; round < 50; round += 1) news(`round-${round}`)
  await clock.advance(5 * 60_000)
  const fifty = walBytes() - before - one
  assert.ok(one > 0)
  assert.ok(fifty <= 3 * one, `${fifty} bytes for fifty, ${one} for one`)
})

test('what a person does takes what is held to the disk with it', async (context) => {
  const { store, isOnDisk, news } = await scene(context)
  news('a')
  store.write((writer) => void ensureRoom(writer, id('mine')), 'full')
  assert.deepEqual([isOnDisk('a'), isOnDisk('mine'), store.isHolding], [true, true, false])
})

test('five thousand events are held no longer', async (context) => {
  const { store, held, isOnDisk, news } = await scene(context)
  news('a')
  held.took(4_998)
  assert.equal(isOnDisk('a'), false)
  held.took(1)
  assert.deepEqual([isOnDisk('a'), store.isHolding], [true, false])
})

test('news that fail are taken back alone, and those before them stay', async (context) => {
  const { store, held, isOnDisk, news } = await scene(context)
  news('a')
  assert.throws(() => store.write((writer) => {
    ensureRoom(writer, id('b'))
    throw new Error('no')
  }, 'held'))
  assert.equal(store.read((reader) => roomKey(reader, id('b'))), undefined)
  held.end()
  assert.deepEqual([isOnDisk('a'), isOnDisk('b')], [true, false])
})

test('news that follow what could not be committed are refused, so that it is asked for again', async (context) => {
  const { store } = await scene(context)
  const me = { userId: '@me:example.org' as Me['userId'], deviceId: 'D' as Me['deviceId'], homeserver: 'https://example.org' }
  const from = { position: 'lost', toDevice: null, connection: 1, isComplete: true }
  const nothing = { toDevicePosition: null, rooms: [], accountData: [], encryption: null, roomCount: null }
  const response = { ...nothing, position: 'next', isComplete: true, isExcerpt: false }
  const write = () => writeResponse(response, { store, me, now: 1, log: silentLog, kind: 'v2', from, mayHold: true, onProgress: () => undefined })
  store.write((writer) => putSyncPosition(writer, 'v2', { ...from, position: 'stored' }))
  await assert.rejects(write(), StoreError)
  assert.equal(store.read((reader) => readSyncPosition(reader, 'v2')).position, 'stored')
  store.write((writer) => putSyncPosition(writer, 'v2', from))
  await write()
  assert.deepEqual([store.read((reader) => readSyncPosition(reader, 'v2')).position, store.isHolding], ['next', true])
})

test('a store that is closed keeps what it held', async (context) => {
  const { store, isOnDisk, news } = await scene(context)
  news('a')
  store.dispose()
  assert.equal(isOnDisk('a'), true)
})
