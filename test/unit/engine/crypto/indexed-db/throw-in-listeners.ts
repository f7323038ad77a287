// A program whose listeners throw (listeners.test.ts): what a test of node:test cannot do itself, for there an uncaught exception is a failure.
import { openIndexedDB } from '../../../../../main/engine/crypto/indexed-db/open-indexed-db.ts'
import { answer, end, openStores } from './requests.ts'

const uncaught: string[] = []
process.on('uncaughtException', (error) => uncaught.push(error.message))

const { indexedDB } = openIndexedDB({ file: ':memory:', key: new Uint8Array(32) })
const database = await openStores(indexedDB, ['store'])
const outcomes: string[] = []

const succeeding = database.transaction('store', 'readwrite')
succeeding.objectStore('store').put(1, 1).onsuccess = () => { throw new Error('in success') }
outcomes.push(await end(succeeding), String(succeeding.error?.name))

const failing = database.transaction('store', 'readwrite')
failing.objectStore('store').put(1, 1)
failing.objectStore('store').add(1, 1).onerror = (event) => {
  event.preventDefault()
  throw new Error('in error')
}
outcomes.push(await end(failing), String(failing.error?.name))

const completing = database.transaction('store', 'readwrite')
completing.objectStore('store').put(1, 2)
completing.oncomplete = () => { throw new Error('in complete') }
outcomes.push(await end(completing))

const upgrading = indexedDB.open('other', 1)
upgrading.onupgradeneeded = () => { throw new Error('in upgradeneeded') }
outcomes.push(await answer(upgrading).then(() => 'open', (error: unknown) => String(Object(error).name)))

const keys = await answer(database.transaction('store').objectStore('store').getAllKeys())
process.stdout.write(JSON.stringify({ uncaught, outcomes, keys, databases: await indexedDB.databases() }))
