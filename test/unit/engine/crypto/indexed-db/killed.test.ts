import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { openIndexedDB } from '../../../../../main/engine/crypto/indexed-db/open-indexed-db.ts'
import { tempFolderFor } from '../../../../harness/temp-folder.ts'
import { killedKey } from './killed-key.ts'
import { answer, openStores } from './requests.ts'

/** Runs the program until it has completed `wanted` transactions and `moreMs` have passed, kills it, and gives the last number it printed. */
async function runAndKill(file: string, from: number, wanted: number, moreMs: number): Promise<number> {
  const program = join(import.meta.dirname, 'write-until-killed.ts')
  const child = spawn(process.execPath, [program, file, String(from)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.setEncoding('utf8')
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: string) => {
      printed += text
      if (printed.split('\n').length > wanted) resolve()
    })
    child.once('exit', () => reject(new Error('It ended by itself')))
  })
  await new Promise((resolve) => setTimeout(resolve, moreMs))
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
  return Number(printed.split('\n').at(-2))
}

test('killed at any point, a file has what was said to be complete, and no transaction in part', { timeout: 120_000 }, async (t) => {
  const file = join(await tempFolderFor(t), 'a.db')
  let next = 0
  for (let round = 0; round < 8; round += 1) {
    const last = await runAndKill(file, next, 3, Math.random() * 60)
    const idb = openIndexedDB({ file, key: killedKey })
    const database = await openStores(idb.indexedDB, [])
    const transaction = database.transaction(['one', 'other', 'endless'])
    const [one, other, endless] = await Promise.all([
      answer(transaction.objectStore('one').getAllKeys()),
      answer(transaction.objectStore('other').getAllKeys()),
      answer(transaction.objectStore('endless').count()),
    ])
    assert.ok(Array.isArray(one))
    assert.deepEqual(one, other)
    assert.equal(one.length % 5, 0)
    const count = one.length / 5
    assert.deepEqual(one, Array.from({ length: one.length }, (_, index) => [Math.floor(index / 5), index % 5]))
    assert.ok(count >= last + 1, `${last} was complete, and ${count} are there`)
    assert.equal(endless, 0)
    next = count
    idb.dispose()
  }
})
