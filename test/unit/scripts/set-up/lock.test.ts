import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { withLock } from '../../../../scripts/set-up/lock.mjs'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

describe('the set-up lock', () => {
  test('lets one at a time work, and tells who waits', async (context) => {
    const file = join(await tempFolderFor(context), 'new', 'folder', 'lock')
    const told: string[] = []
    const begun = Promise.withResolvers<void>()
    const mayEnd = Promise.withResolvers<void>()
    const first = withLock(file, {
      onWait: () => told.push('first waits'),
      work: async () => {
        begun.resolve()
        await mayEnd.promise
        told.push('first')
      },
    })
    await begun.promise
    const second = withLock(file, {
      onWait: () => {
        told.push('second waits')
        mayEnd.resolve()
      },
      work: async () => void told.push('second'),
    })
    await Promise.all([first, second])
    assert.deepEqual(told, ['second waits', 'first', 'second'])
    assert.equal(existsSync(file), false)
  })

  test('is free again after a failure', async (context) => {
    const file = join(await tempFolderFor(context), 'lock')
    const fail = withLock(file, { onWait: assert.fail, work: () => Promise.reject(new Error('no network')) })
    await assert.rejects(fail, { message: 'no network' })
    assert.equal(await withLock(file, { onWait: assert.fail, work: async () => 'done' }), 'done')
  })

  test('is taken over from a process that was killed', async (context) => {
    const file = join(await tempFolderFor(context), 'lock')
    const dead = spawnSync(process.execPath, ['--eval', '']).pid
    writeFileSync(file, String(dead))
    const told: string[] = []
    const results = [1, 2, 3].map((number) => withLock(file, { onWait: () => told.push('waits'), work: async () => number }))
    assert.deepEqual(await Promise.all(results), [1, 2, 3])
  })

  test('is taken over when nobody has touched it for long, though a process with that id lives', async (context) => {
    const file = join(await tempFolderFor(context), 'lock')
    writeFileSync(file, String(process.pid))
    utimesSync(file, 0, 0)
    assert.equal(await withLock(file, { onWait: () => {}, work: async () => 'done' }), 'done')
  })
})
