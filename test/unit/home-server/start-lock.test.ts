import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { oneAtATime } from '../../../main/home-server/start-lock.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'

describe('starting and stopping', () => {
  test('happens one at a time', async (context) => {
    const dir = await tempFolderFor(context)
    let inside = 0
    const work = async (): Promise<number> => {
      inside += 1
      const seen = inside
      await new Promise((resolve) => setImmediate(resolve))
      inside -= 1
      return seen
    }
    assert.deepEqual(await Promise.all([1, 2, 3].map(() => oneAtATime(dir, work))), [1, 1, 1])
  })

  test('does not wait for a program that was killed meanwhile', async (context) => {
    const dir = await tempFolderFor(context)
    await writeFile(join(dir, 'start.lock'), String(spawnSync(process.execPath, ['--eval', '']).pid))
    assert.equal(await oneAtATime(dir, async () => 'done'), 'done')
  })
})
