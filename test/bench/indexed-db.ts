// The IndexedDB under the crypto machine, in an encrypted file on the disk, against one that keeps everything in memory.
import * as fake from 'fake-indexeddb'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { openIndexedDB } from '../../main/engine/crypto/indexed-db/open-indexed-db.ts'
import { openTempFolder } from '../harness/temp-folder.ts'
import { spreadOf } from './statistics.ts'
import type { Measure } from './table.ts'

/** Gives how many records a second; `database` has the records 0 … `count - 1`, or none for what puts them. */
type Work = (database: IDBDatabase, count: number) => Promise<number>

const subject = 'records of 2 kB, three indexes'

/** Like a Megolm session in the machine's store. */
function recordOf(number: number): object {
  return { pickle: String(number).repeat(2000 / String(number).length), needs_backup: number % 2, sender: `sender ${number % 50}`, session: number }
}

const works: readonly (readonly [string, Work])[] = [
  ['IndexedDB: puts, 500 to a transaction', async (database, count) => {
    for (let from = 0; from < count; from += 500) {
      const transaction = database.transaction('store', 'readwrite')
      const store = transaction.objectStore('store')
      for (let number = from; number < Math.min(count, from + 500); number += 1) store.put(recordOf(number), `session ${number}`)
      await complete(transaction)
    }
    return count
  }],
  ['IndexedDB: gets, one after the other', async (database, count) => {
    const store = database.transaction('store').objectStore('store')
    for (let number = 0; number < count; number += 1) await answer(store.get(`session ${(number * 7919) % count}`))
    return count
  }],
  ['IndexedDB: gets, a transaction each', async (database, count) => {
    for (let number = 0; number < count; number += 1) {
      await answer(database.transaction('store').objectStore('store').get(`session ${(number * 7919) % count}`))
    }
    return count
  }],
  ['IndexedDB: gets, 500 at once', async (database, count) => {
    const store = database.transaction('store').objectStore('store')
    for (let from = 0; from < count; from += 500) {
      await Promise.all(Array.from({ length: Math.min(500, count - from) }, (_, place) => answer(store.get(`session ${from + place}`))))
    }
    return count
  }],
  ['IndexedDB: records by a cursor', (database) => new Promise((resolve, reject) => {
    const request = database.transaction('store').objectStore('store').openCursor()
    let seen = 0
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      if (request.result === null) return resolve(seen)
      seen += 1
      request.result.continue()
    }
  })],
  ['IndexedDB: records by getAll', async (database) => (await answer(database.transaction('store').objectStore('store').getAll())).length],
]

/** A row for each way of using it, held against the one in memory. */
export async function measureIndexedDB(runs: number, count: number): Promise<readonly Measure[]> {
  const seen = works.map(() => ({ ours: [] as number[], memory: [] as number[] }))
  for (let run = 0; run < runs + 1; run += 1) {
    const folder = await openTempFolder()
    const ours = openIndexedDB({ file: join(folder.path, 'crypto.db'), key: randomBytes(32) })
    const databases = {
      ours: await openStore(ours.indexedDB as unknown as IDBFactory), // the standard's interface, with arguments that are checked
      memory: await openStore(new fake.IDBFactory()),
    }
    for (const [place, [, work]] of works.entries()) {
      for (const name of ['ours', 'memory'] as const) {
        const began = performance.now()
        const records = await work(databases[name], count)
        // The first run warms the code.
        if (run > 0) seen[place]?.[name].push((records / (performance.now() - began)) * 1000)
      }
    }
    ours.dispose()
    await folder.dispose()
  }
  return works.map(([name], place) => ({
    name,
    subject,
    unit: '/s',
    spread: spreadOf(seen[place]?.ours ?? []),
    limit: { name: 'in memory', value: spreadOf(seen[place]?.memory ?? []).median },
  }))
}

function openStore(indexedDB: IDBFactory): Promise<IDBDatabase> {
  const request = indexedDB.open('bench', 1)
  request.onupgradeneeded = () => {
    const store = request.result.createObjectStore('store')
    for (const path of ['needs_backup', ['sender', 'session'], 'session']) store.createIndex(String(path), path)
  }
  return answer(request)
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function complete(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
  })
}
