import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { IDBDatabase } from '../../../../../main/engine/crypto/indexed-db/database.ts'
import { openIndexedDB } from '../../../../../main/engine/crypto/indexed-db/open-indexed-db.ts'
import { answer, openStores } from './requests.ts'

async function open(t: TestContext): Promise<IDBDatabase> {
  const idb = openIndexedDB({ file: ':memory:', key: new Uint8Array(32) })
  t.after(() => idb.dispose())
  return openStores(idb.indexedDB, ['store'])
}

/** Counts the turns of the event loop until `stop` is called. */
function countTurns(): { readonly stop: () => number } {
  let turns = 0
  let isCounting = true
  const count = () => {
    turns += 1
    if (isCounting) setImmediate(count)
  }
  setImmediate(count)
  return {
    stop: () => {
      isCounting = false
      return turns
    },
  }
}

test('a request does not cost a turn of the event loop, nor does a transaction', async (t) => {
  const database = await open(t)
  const turns = countTurns()
  for (let number = 0; number < 500; number += 1) {
    const store = database.transaction('store').objectStore('store')
    await answer(store.get(number))
    await answer(store.count())
  }
  assert.ok(turns.stop() < 200)
})

test('however long code goes on with requests, timers and connections get their turns', async (t) => {
  const database = await open(t)
  let ticks = 0
  const timer = setInterval(() => { ticks += 1 }, 1)
  const until = performance.now() + 200
  const store = database.transaction('store').objectStore('store')
  while (performance.now() < until) await answer(store.get(1))
  assert.ok(ticks >= 3, `${ticks} ticks`)
  const before = ticks
  const untilThen = performance.now() + 200
  while (performance.now() < untilThen) await answer(database.transaction('store').objectStore('store').get(1))
  clearInterval(timer)
  assert.ok(ticks - before >= 3, `${ticks - before} ticks`)
})

test('one of many transactions does not wait for the others to be done', async (t) => {
  const database = await open(t)
  const order: number[] = []
  await Promise.all([0, 1, 2].map(async (number) => {
    const store = database.transaction('store').objectStore('store')
    for (let round = 0; round < 5; round += 1) {
      await answer(store.get(round))
      order.push(number)
    }
  }))
  assert.deepEqual(order, [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2])
})
