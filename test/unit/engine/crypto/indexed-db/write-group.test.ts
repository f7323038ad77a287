import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { IDBDatabase } from '../../../../../main/engine/crypto/indexed-db/database.ts'
import { IdbFile } from '../../../../../main/engine/crypto/indexed-db/file/idb-file.ts'
import { newFactory } from '../../../../../main/engine/crypto/indexed-db/factory.ts'
import type { IDBObjectStore } from '../../../../../main/engine/crypto/indexed-db/object-store.ts'
import type { IDBTransaction } from '../../../../../main/engine/crypto/indexed-db/transaction.ts'
import { sequence } from './random-keys.ts'
import { answer, end, openStores } from './requests.ts'

type World = { readonly file: IdbFile; readonly database: IDBDatabase }

async function openWorld(t: TestContext): Promise<World> {
  const file = new IdbFile({ file: ':memory:', key: new Uint8Array(32) })
  t.after(() => file.close())
  return { file, database: await openStores(newFactory(file), ['a', 'b', 'c']) }
}

type Writer = {
  readonly transaction: IDBTransaction
  readonly store: IDBObjectStore
  finish(): Promise<string>
  /** In one of its callbacks. */
  abort(): Promise<string>
}

/** A writer of one object store that stays open until it is told to finish. */
function write({ database }: World, name: string, options?: object): Writer {
  const transaction = database.transaction(name, 'readwrite', options)
  const store = transaction.objectStore(name)
  const ended = end(transaction)
  let isOpen = true
  const keepOpen = () => { if (isOpen) store.get(0).onsuccess = keepOpen }
  keepOpen()
  const finish = () => {
    isOpen = false
    return ended
  }
  const abort = () => {
    isOpen = false
    transaction.abort()
    return ended
  }
  return { transaction, store, finish, abort }
}

/** In a callback of the writer: there it may ask. */
function inside(writer: Writer, work: () => void): Promise<void> {
  return new Promise((resolve) => {
    const listener = () => {
      writer.transaction.removeEventListener('success', listener, true)
      work()
      resolve()
    }
    writer.transaction.addEventListener('success', listener, true)
  })
}

/** What is in SQLite's own transaction does not count: only what a crash at this moment would leave. */
async function keysAfterCrash({ database, file }: World, name: string): Promise<unknown> {
  file.database.exec('ROLLBACK')
  return answer(database.transaction(name).objectStore(name).getAllKeys())
}

test('two writers of different object stores are under way together, and each commits only its own', async (t) => {
  const world = await openWorld(t)
  const [one, other] = [write(world, 'a'), write(world, 'b')]
  await inside(one, () => one.store.put('one', 1))
  await inside(other, () => other.store.put('other', 2))
  await inside(one, () => one.store.put('one', 3))
  assert.equal(await one.finish(), 'complete')
  await inside(other, () => other.store.put('other', 4))
  assert.equal(world.file.database.inTransaction, true)
  assert.deepEqual(await keysAfterCrash(world, 'a'), [1, 3])
  assert.deepEqual(await answer(world.database.transaction('c').objectStore('c').getAllKeys()), [])
})

test('of two writers one aborts, and the other has everything it wrote', async (t) => {
  const world = await openWorld(t)
  const [one, other] = [write(world, 'a'), write(world, 'b')]
  await inside(one, () => one.store.put('one', 1))
  await inside(other, () => {
    other.store.put('other')
    other.store.put('other', 9)
    other.store.delete(1)
  })
  let aborted: Promise<string> | undefined
  await inside(one, () => { aborted = one.abort() })
  assert.equal(await aborted, 'abort')
  await inside(other, () => other.store.put('more'))
  assert.equal(await other.finish(), 'complete')
  assert.deepEqual(await answer(world.database.transaction('a').objectStore('a').getAllKeys()), [])
  assert.deepEqual(await answer(world.database.transaction('b').objectStore('b').getAllKeys()), [9, 10])
})

test('a writer that asks for it is as durable as it asked, whoever it shares with', async (t) => {
  const world = await openWorld(t)
  const levels: unknown[] = []
  const note = () => levels.push(world.file.database.pragma('synchronous', { simple: true }))
  const relaxed = write(world, 'a', { durability: 'relaxed' })
  await inside(relaxed, () => {
    relaxed.store.put(1, 1)
  })
  await inside(relaxed, note)
  const strict = write(world, 'b')
  await inside(strict, () => strict.store.put(1, 1))
  assert.equal(await strict.finish(), 'complete')
  note()
  assert.equal(await relaxed.finish(), 'complete')
  assert.deepEqual(levels, [1, 2], 'NORMAL, then FULL')
})

test('a writer of very much is not joined, and the others come after it', async (t) => {
  const world = await openWorld(t)
  const large = write(world, 'a')
  await inside(large, () => {
    for (let number = 1; number < 20; number += 1) large.store.put(new Uint8Array(1_000_000), number)
  })
  let last: Promise<unknown> = Promise.resolve()
  await inside(large, () => { last = answer(large.store.put(new Uint8Array(1_000_000), 20)) })
  await last
  const other = world.database.transaction('b', 'readwrite')
  let isOtherThere = false
  other.objectStore('b').put(1, 1).onsuccess = () => { isOtherThere = true }
  await answer(world.database.transaction('c').objectStore('c').count())
  assert.equal(isOtherThere, false)
  assert.equal(await large.finish(), 'complete')
  assert.equal(await end(other), 'complete')
  assert.equal(await answer(world.database.transaction('a').objectStore('a').count()), 20)
})

test('on a full disk a transaction ends with QuotaExceededError, and the next one finds everything as it was', async (t) => {
  const world = await openWorld(t)
  const before = world.database.transaction('a', 'readwrite')
  before.objectStore('a').put('old', 1)
  assert.equal(await end(before), 'complete')
  const pages = Number(world.file.database.pragma('page_count', { simple: true }))
  world.file.database.pragma(`max_page_count = ${pages + 2}`)

  const beside = write(world, 'b')
  await inside(beside, () => beside.store.put('beside', 1))
  const transaction = world.database.transaction('a', 'readwrite')
  const ended = end(transaction)
  transaction.objectStore('a').put('small', 2)
  const request = transaction.objectStore('a').put(new Uint8Array(1_000_000), 3)
  request.onerror = (event) => event.preventDefault()
  assert.equal(await ended, 'abort')
  assert.equal(request.error?.name, 'QuotaExceededError')
  assert.equal(transaction.error?.name, 'QuotaExceededError')
  assert.equal(await beside.finish(), 'complete')
  assert.deepEqual(await answer(world.database.transaction('a').objectStore('a').getAll()), ['old'])
  assert.deepEqual(await answer(world.database.transaction('b').objectStore('b').getAll()), ['beside'])

  world.file.database.pragma(`max_page_count = ${pages + 10_000}`)
  const after = world.database.transaction('a', 'readwrite')
  after.objectStore('a').put(new Uint8Array(1_000_000), 3)
  assert.equal(await end(after), 'complete')
})

test('what is committed while the group is held is seen at once, and on the disk with its release as a whole', async (t) => {
  const world = await openWorld(t)
  world.file.group.hold()
  for (const [name, key] of [['a', 1], ['b', 2]] as const) {
    const writer = write(world, name)
    await inside(writer, () => writer.store.put('held', key))
    assert.equal(await writer.finish(), 'complete')
  }
  assert.deepEqual(await answer(world.database.transaction('a').objectStore('a').getAllKeys()), [1])
  const beside = write(world, 'c')
  await inside(beside, () => beside.store.put('beside', 3))
  let aborted: Promise<string> | undefined
  await inside(beside, () => { aborted = beside.abort() })
  assert.equal(await aborted, 'abort')
  assert.equal(world.file.database.inTransaction, true)
  world.file.group.release()
  assert.equal(world.file.database.inTransaction, false)
  const keys = await Promise.all(['a', 'b', 'c'].map((name) => answer(world.database.transaction(name).objectStore(name).getAllKeys())))
  assert.deepEqual(keys, [[1], [2], []])
})

test('a crash before the release, and a discard, leave nothing of it', async (t) => {
  const world = await openWorld(t)
  world.file.group.hold()
  const first = write(world, 'a')
  await inside(first, () => first.store.put('held', 1))
  assert.equal(await first.finish(), 'complete')
  assert.deepEqual(await keysAfterCrash(world, 'a'), [])

  const second = write(world, 'b')
  await inside(second, () => second.store.put('held', 2))
  assert.equal(await second.finish(), 'complete')
  world.file.group.discard()
  assert.equal(world.file.database.inTransaction, false)
  assert.deepEqual(await answer(world.database.transaction('b').objectStore('b').getAllKeys()), [])
})

test('however writers of different object stores come together and end, each has all or nothing', { timeout: 120_000 }, async (t) => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const world = await openWorld(t)
    const random = sequence(seed)
    const committed = new Map(['a', 'b', 'c'].map((name) => [name, new Map<number, string>()]))
    const one = async (name: string) => {
      for (let round = 0; round < 6; round += 1) {
        const writer = write(world, name, { durability: random() < 0.5 ? 'relaxed' : 'strict' })
        const mine = new Map(committed.get(name))
        for (let step = 0; step < 8 * random(); step += 1) {
          const key = 1 + Math.floor(random() * 5)
          const value = `${seed} ${name} ${round} ${step}`
          await inside(writer, () => {
            if (random() < 0.3) {
              mine.delete(key)
              writer.store.delete(key)
            } else {
              mine.set(key, value)
              writer.store.put(value, key)
            }
          })
        }
        if (random() < 0.4) {
          let aborted: Promise<string> | undefined
          await inside(writer, () => { aborted = writer.abort() })
          assert.equal(await aborted, 'abort')
        } else {
          assert.equal(await writer.finish(), 'complete')
          committed.set(name, mine)
        }
      }
    }
    let isOver = false
    const hold = async () => {
      while (!isOver && seed % 2 === 0) {
        world.file.group.hold()
        for (let turns = 20 * random(); turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve))
        world.file.group.release()
      }
    }
    const holding = hold()
    await Promise.all([one('a'), one('b'), one('c')])
    isOver = true
    await holding
    assert.equal(world.file.database.inTransaction, false)
    for (const [name, records] of committed) {
      const store = world.database.transaction(name).objectStore(name)
      const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())])
      assert.deepEqual([keys, values], [[...records.keys()].sort(), [...records].sort(([a], [b]) => a - b).map(([, value]) => value)], `seed ${seed}`)
    }
  }
})
