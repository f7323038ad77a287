import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { engineArguments, engineEnvironment } from '../../../../main/shell/engine/engine-flags.ts'
import { EngineLink } from '../../../../main/shell/engine/engine-link.ts'
import { forkEngine } from '../../../../main/shell/engine/forked-child.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

const entry = join(import.meta.dirname, '../../../harness/shell-app/engine.mjs')

function start(t: TestContext, file = entry, node = process.execPath) {
  const printed: string[] = []
  const child = forkEngine({ entry: file, node, print: (piece) => printed.push(piece) })
  t.after(() => child.kill())
  return { child, printed, link: new EngineLink(child, silentLog) }
}

describe('an engine in a process of its own', () => {
  test('gets its key and gives bytes as bytes', async (t) => {
    const profileDir = await tempFolderFor(t)
    const { link } = start(t)
    assert.deepEqual(await link.request('engine.open', { profileDir, key: new Uint8Array(32) }), { ok: true, value: {} })
    const outcome = await link.request('engine.media', { url: 'causeway-media://media/film.mp4', from: 5, length: 3 })
    assert.deepEqual(outcome, { ok: true, value: { mimetype: 'video/mp4', size: 3_000_000, bytes: new Uint8Array([7, 7, 7]) } })
  })

  test('has neither a key nor a profile in its arguments or its environment', async (t) => {
    const profileDir = await tempFolderFor(t)
    const { child, link } = start(t)
    await link.request('engine.open', { profileDir, key: new Uint8Array(32).fill(0x41) })
    const seen = await Promise.all(['cmdline', 'environ'].map((file) => readFile(`/proc/${child.pid}/${file}`, 'latin1')))
    assert.equal(seen.join('').includes(profileDir), false)
    assert.equal(seen.join('').includes('A'.repeat(32)), false)
  })

  test('runs with the flags that make it give memory back', async (t) => {
    const { child, link } = start(t)
    await link.request('account.list', {})
    const [commandLine = '', environment = ''] = await Promise.all(['cmdline', 'environ'].map((file) => readFile(`/proc/${child.pid}/${file}`, 'latin1')))
    for (const flag of engineArguments) assert.ok(commandLine.split('\0').includes(flag), flag)
    for (const [name, value] of Object.entries(engineEnvironment)) assert.ok(environment.split('\0').includes(`${name}=${value}`), name)
  })

  test('answers with its failures', async (t) => {
    const { link } = start(t)
    assert.deepEqual(await link.request('engine.media', { url: 'causeway-media://media/missing', from: 0, length: 1 }), {
      ok: false, failure: { code: 'not-found', message: 'There is no such media.' },
    })
  })

  test('takes what it was asked with it when it crashes, and says how it ended', async (t) => {
    const { child, link } = start(t)
    const outcome = await link.request('account.discover', { server: 'crash' })
    assert.equal(outcome.ok ? '' : outcome.failure.code, 'cancelled')
    assert.equal(await child.exited, 'signal SIGKILL')
    assert.equal((await link.request('account.list', {})).ok, false)
  })

  test('is gone once it is killed', async (t) => {
    const { child, link } = start(t)
    await link.request('account.list', {})
    const { pid } = child
    child.kill()
    await child.exited
    assert.ok(pid !== undefined)
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
  })

  test('that cannot be started says so, and takes messages without a word', async (t) => {
    const { child, link } = start(t, entry, join(await tempFolderFor(t), 'no-node'))
    assert.match(await child.exited, /could not be started/)
    assert.equal((await link.request('account.list', {})).ok, false)
  })

  test('that breaks at once tells on its way out', async (t) => {
    const file = join(await tempFolderFor(t), 'broken.mjs')
    await writeFile(file, 'throw new Error("broken on purpose")')
    const { child, printed } = start(t, file)
    assert.equal(await child.exited, 'exit code 1')
    assert.match(printed.join(''), /broken on purpose/)
  })
})
