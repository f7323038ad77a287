import assert from 'node:assert/strict'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { IdbFile } from '../../../../../main/engine/crypto/indexed-db/file/idb-file.ts'
import { readingSql } from '../../../../../main/engine/crypto/indexed-db/file/reads.ts'
import { openIndexedDB, type IndexedDB } from '../../../../../main/engine/crypto/indexed-db/open-indexed-db.ts'
import { StoreError } from '../../../../../main/engine/store/store-error.ts'
import { tempFolderFor } from '../../../../harness/temp-folder.ts'
import { answer, end, openStores } from './requests.ts'

const key = new Uint8Array(32).fill(1)

function open(t: TestContext, file: string): IndexedDB {
  const idb = openIndexedDB({ file, key })
  t.after(() => idb.dispose())
  return idb
}

test('what a file holds is there when it is opened again: records, indexes, versions and the next number', async (t) => {
  const file = join(await tempFolderFor(t), 'a.db')
  const idb = openIndexedDB({ file, key })
  for (const name of ['one', 'two']) {
    const database = await openStores(idb.indexedDB, ['store'], name)
    const transaction = database.transaction('store', 'readwrite')
    for (let count = 0; count < 3; count += 1) transaction.objectStore('store').put({ name, count })
    assert.equal(await end(transaction), 'complete')
  }
  idb.dispose()

  const { indexedDB } = open(t, file)
  assert.deepEqual(await indexedDB.databases(), [{ name: 'one', version: 1 }, { name: 'two', version: 1 }])
  const store = (await openStores(indexedDB, [], 'two')).transaction('store', 'readwrite').objectStore('store')
  assert.deepEqual(await answer(store.getAll()), [0, 1, 2].map((count) => ({ name: 'two', count })))
  assert.equal(await answer(store.put({})), 4)
})

test('another key opens nothing and changes nothing', async (t) => {
  const folder = await tempFolderFor(t)
  const file = join(folder, 'a.db')
  openIndexedDB({ file, key }).dispose()
  const before = readFileSync(file)
  for (const wrong of [new Uint8Array(32).fill(2), new Uint8Array(31)]) {
    assert.throws(() => openIndexedDB({ file, key: wrong }), (error) => error instanceof StoreError && error.code === 'wrong-key')
  }
  assert.deepEqual(readFileSync(file), before)
  assert.deepEqual(readdirSync(folder), ['a.db'])
  openIndexedDB({ file, key }).dispose()
})

test('a damaged file opens nothing and is left as it was', async (t) => {
  const file = join(await tempFolderFor(t), 'a.db')
  openIndexedDB({ file, key }).dispose()
  const damaged = readFileSync(file)
  damaged.fill(0x55, 200, 400)
  writeFileSync(file, damaged)
  assert.throws(() => openIndexedDB({ file, key }), (error) => error instanceof StoreError)
  assert.deepEqual(readFileSync(file), damaged)
})

test('a page that was tampered with is told of, and is never read as data', async (t) => {
  const file = join(await tempFolderFor(t), 'a.db')
  const idb = openIndexedDB({ file, key })
  const database = await openStores(idb.indexedDB, ['store'])
  const transaction = database.transaction('store', 'readwrite')
  for (let number = 0; number < 200; number += 1) transaction.objectStore('store').put(new Uint8Array(2000).fill(number), number)
  assert.equal(await end(transaction), 'complete')
  idb.dispose()
  const bytes = readFileSync(file)
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 3000) ^ 1, bytes.length - 3000)
  writeFileSync(file, bytes)

  const store = (await openStores(open(t, file).indexedDB, [])).transaction('store').objectStore('store')
  await assert.rejects(answer(store.getAll()), (error) => (
    error instanceof DOMException && error.name === 'UnknownError' && error.cause instanceof StoreError
  ))
})

test('the file says nothing readable', async (t) => {
  const folder = await tempFolderFor(t)
  const idb = open(t, join(folder, 'a.db'))
  const database = await openStores(idb.indexedDB, ['marker store'], 'marker database')
  const transaction = database.transaction('marker store', 'readwrite')
  transaction.objectStore('marker store').put('marker value', 'marker key')
  assert.equal(await end(transaction), 'complete')
  for (const name of readdirSync(folder)) assert.equal(readFileSync(join(folder, name)).includes('marker'), false, name)
})

test('a file is open once: a second opening is refused until the first is closed', { timeout: 30_000 }, async (t) => {
  const file = join(await tempFolderFor(t), 'a.db')
  const first = openIndexedDB({ file, key })
  assert.throws(() => openIndexedDB({ file, key }), (error) => error instanceof StoreError && error.code === 'busy')
  first.dispose()
  openIndexedDB({ file, key }).dispose()
})

test('closing the file aborts what is under way, and refuses what comes after', async (t) => {
  const file = join(await tempFolderFor(t), 'a.db')
  const idb = openIndexedDB({ file, key })
  const database = await openStores(idb.indexedDB, ['store'])
  const transaction = database.transaction('store', 'readwrite')
  const ended = end(transaction)
  await answer(transaction.objectStore('store').put('lost', 1))
  const waiting = answer(transaction.objectStore('store').get(1))
  const told = new Promise((resolve) => { database.onclose = resolve })
  idb.dispose()
  idb.dispose()
  await assert.rejects(waiting, { name: 'AbortError' })
  assert.equal(await ended, 'abort')
  await told
  assert.throws(() => database.transaction('store'), { name: 'InvalidStateError' })
  assert.throws(() => idb.indexedDB.open('test'), { name: 'InvalidStateError' })
  assert.throws(() => idb.indexedDB.deleteDatabase('test'), { name: 'InvalidStateError' })
  await assert.rejects(idb.indexedDB.databases(), { name: 'InvalidStateError' })

  const again = (await openStores(open(t, file).indexedDB, [])).transaction('store').objectStore('store')
  assert.equal(await answer(again.count()), 0)
})

test('an upgrade under way when the file is closed never was', async (t) => {
  const file = join(await tempFolderFor(t), 'a.db')
  const idb = openIndexedDB({ file, key })
  const request = idb.indexedDB.open('test', 1)
  const upgrading = new Promise<void>((resolve) => { request.onupgradeneeded = () => resolve() })
  const opened = answer(request)
  await upgrading
  idb.dispose()
  await assert.rejects(opened, { name: 'AbortError' })
  assert.deepEqual(await open(t, file).indexedDB.databases(), [])
})

test('what waits to be opened when the file is closed is not opened', async (t) => {
  const file = join(await tempFolderFor(t), 'a.db')
  const idb = openIndexedDB({ file, key })
  const database = await openStores(idb.indexedDB, ['store'])
  const opening = answer(idb.indexedDB.open('test'))
  idb.dispose()
  await assert.rejects(opening, { name: 'InvalidStateError' })
  assert.throws(() => database.transaction('store'), { name: 'InvalidStateError' })
})

test('every reading goes straight to its place, and sorts nothing', (t) => {
  const file = new IdbFile({ file: ':memory:', key })
  t.after(() => file.close())
  for (const isIndex of [false, true]) for (const isWithValue of [false, true]) for (const isReverse of [false, true]) {
    const plan = file.database.prepare(`EXPLAIN QUERY PLAN ${readingSql(isIndex, isWithValue, isReverse)}`).all(1, Buffer.of(1), Buffer.of(2))
    const steps = plan.map((step) => String(Reflect.get(Object(step), 'detail')))
    const wanted = isIndex
      ? /^SEARCH entry USING PRIMARY KEY \(store_index=\? AND key>\? AND key<\?\)$/
      : /^SEARCH record USING (COVERING )?INDEX \w+ \(store=\? AND key>\? AND key<\?\)$/
    assert.match(steps[0] ?? '', wanted)
    assert.equal(steps.some((step) => step.startsWith('SCAN') || step.includes('TEMP B-TREE')), false, steps.join('; '))
  }
})
