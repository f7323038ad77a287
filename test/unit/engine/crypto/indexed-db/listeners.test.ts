import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('a listener that throws aborts its transaction, unless that was complete, and the process hears of it', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'throw-in-listeners.ts')])
  assert.deepEqual(JSON.parse(stdout), {
    uncaught: ['in success', 'in error', 'in complete', 'in upgradeneeded'],
    outcomes: ['abort', 'AbortError', 'abort', 'AbortError', 'complete', 'AbortError'],
    keys: [2],
    databases: [{ name: 'test', version: 1 }],
  })
})
