import assert from 'node:assert/strict'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { openDatabase } from '../../../../main/engine/store/database.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { StoreError, type StoreErrorCode } from '../../../../main/engine/store/store-error.ts'
import type { RoomId } from '../../../../preload/contract/index.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

const key = new Uint8Array(32).fill(7)
const roomId = '!room:example.org' as RoomId
const secret = 'a sentence that must never lie on a disk in the clear'

const openStore = (file: string, withKey = key) => new Store({ file, key: withKey, log: silentLog })
const withCode = (code: StoreErrorCode) => (error: unknown) => error instanceof StoreError && error.code === code

function addDraft(store: Store, content: string): void {
  store.write((writer) => {
    writer.run('INSERT OR REPLACE INTO draft (room_id, thread, content, changed_ts) VALUES (?, ?, ?, 0)', roomId, '', content)
    writer.changes.rooms.add(roomId)
  }, 'full')
}

const readDraft = (store: Store) => store.read((reader) => reader.get<{ content: string }>('SELECT content FROM draft'))?.content

function bytesOf(folder: string): ReadonlyMap<string, Buffer> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]))
}

describe('a store on the disk', () => {
  test('keeps what was written and shows none of it to who reads the file', async (t) => {
    const folder = await tempFolderFor(t)
    const store = openStore(join(folder, 'store.db'))
    addDraft(store, secret)
    for (const [name, bytes] of bytesOf(folder)) assert.equal(bytes.indexOf(secret), -1, name)
    store.dispose()
    for (const [name, bytes] of bytesOf(folder)) {
      assert.equal(bytes.indexOf(secret), -1, name)
      assert.equal(bytes.indexOf('CREATE TABLE'), -1, name)
    }
    const again = openStore(join(folder, 'store.db'))
    assert.equal(readDraft(again), secret)
    again.dispose()
  })

  test('is not opened by another key, and stays byte for byte as it was', async (t) => {
    const folder = await tempFolderFor(t)
    openStore(join(folder, 'store.db')).dispose()
    const before = bytesOf(folder)
    assert.throws(() => openStore(join(folder, 'store.db'), new Uint8Array(32).fill(8)), withCode('wrong-key'))
    assert.deepEqual(bytesOf(folder), before)
  })

  test('that a newer Causeway wrote is refused and left alone', async (t) => {
    const folder = await tempFolderFor(t)
    const file = join(folder, 'store.db')
    openDatabase({
      file,
      key,
      migrations: [{ version: 9999, name: 'from the future', sql: 'CREATE TABLE future (a TEXT) STRICT' }],
    }).close()
    const before = bytesOf(folder)
    assert.throws(() => openStore(file), withCode('newer-data'))
    assert.deepEqual(bytesOf(folder), before)
  })

  test('says that it is damaged when one bit of a page has turned, and is not rebuilt over', async (t) => {
    const folder = await tempFolderFor(t)
    const file = join(folder, 'store.db')
    const store = openStore(file)
    addDraft(store, secret.repeat(200))
    store.dispose()
    const bytes = readFileSync(file)
    // Every page but the first: whichever of them holds the draft.
    for (let at = 4096 + 100; at < bytes.length; at += 4096) bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
    writeFileSync(file, bytes)
    assert.throws(() => readDraft(openStore(file)), withCode('damaged'))
    assert.ok(readFileSync(file).equals(bytes))
  })
})

describe('a transaction', () => {
  test('that fails changes nothing and announces nothing', () => {
    const store = openStore(':memory:')
    let announced = 0
    store.onChange(() => { announced += 1 })
    assert.throws(() => store.write((writer) => {
      writer.run("INSERT INTO draft (room_id, thread, content, changed_ts) VALUES ('!a', '', 'x', 0)")
      writer.changes.rooms.add(roomId)
      throw new Error('in the middle')
    }), /in the middle/u)
    assert.equal(readDraft(store), undefined)
    assert.equal(announced, 0)
    store.dispose()
  })

  test('is announced once, after it can be read', () => {
    const store = openStore(':memory:')
    const seen: unknown[] = []
    store.onChange((changes) => seen.push([[...changes.rooms], readDraft(store)]))
    addDraft(store, 'hello')
    assert.deepEqual(seen, [[[roomId], 'hello']])
    store.dispose()
  })

  test('that touched nothing is not announced', () => {
    const store = openStore(':memory:')
    let announced = 0
    store.onChange(() => { announced += 1 })
    store.write((writer) => writer.run("DELETE FROM draft WHERE room_id = '!none'"))
    assert.equal(announced, 0)
    store.dispose()
  })

  test('takes the right to write back when it ends', () => {
    const store = openStore(':memory:')
    const writer = store.write((inside) => inside)
    assert.throws(() => writer.run('DELETE FROM draft'), /after its transaction/u)
    store.dispose()
  })

  test('may be followed by another from a listener, which is announced in its turn', () => {
    const store = openStore(':memory:')
    const seen: string[] = []
    store.onChange(() => {
      const draft = readDraft(store) ?? ''
      seen.push(draft)
      if (draft === 'one') addDraft(store, 'two')
    })
    addDraft(store, 'one')
    assert.deepEqual(seen, ['one', 'two'])
    store.dispose()
  })
})
