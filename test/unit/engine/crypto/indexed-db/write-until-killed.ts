// A program that is killed in the middle of writing (killed.test.ts): file and first number on its command line. Each transaction puts the same
// number into two object stores, some records at a time; its number is printed once it is complete. Another one beside it never ends.
import { writeSync } from 'node:fs'
import { openIndexedDB } from '../../../../../main/engine/crypto/indexed-db/open-indexed-db.ts'
import { killedKey } from './killed-key.ts'
import { answer, end, openStores } from './requests.ts'

const [file = '', from = '0'] = process.argv.slice(2)
const { indexedDB } = openIndexedDB({ file, key: killedKey })
const database = await openStores(indexedDB, ['one', 'other', 'endless'])

const endless = database.transaction('endless', 'readwrite').objectStore('endless')
const goOn = (): void => { endless.put('never').onsuccess = goOn }
goOn()

for (let number = Number(from); ; number += 1) {
  const transaction = database.transaction(['one', 'other'], 'readwrite')
  const ended = end(transaction)
  for (let part = 0; part < 5; part += 1) {
    await answer(transaction.objectStore('one').put(number, [number, part]))
    await answer(transaction.objectStore('other').put(number, [number, part]))
  }
  if ((await ended) === 'complete') writeSync(1, `${number}\n`)
}
