import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connectToOwner } from '../../main/engine/api/socket.ts'
import { acquireProfileLock } from '../../main/keychain/index.ts'
import { EngineClient, CallRefused } from '../harness/engine-client.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'

// The engine's process as Electron's main process starts it: how it begins, ends, and fails.

const entry = fileURLToPath(new URL('../../main/engine/index.ts', import.meta.url))
const key = new Uint8Array(32).fill(7)

type Process = {
  readonly child: ChildProcess
  readonly client: EngineClient
  readonly ended: Promise<unknown>
  readonly printed: () => string
}

function start(test: TestContext): Process {
  const child = fork(entry, [], { serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal)
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (piece: string) => { printed += piece })
  test.after(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const client = new EngineClient({
    send: (message) => { child.send(message, () => undefined) },
    isFlowing: true,
    onMessage: (listener) => { child.on('message', listener) },
    onFlowing: () => undefined,
    onClose: (listener) => { child.once('exit', listener) },
    close: () => child.disconnect(),
  })
  return { child, client, ended, printed: () => printed }
}

const failsWith = (code: string) => (error: unknown): boolean => error instanceof CallRefused && error.failure?.code === code

/** Nothing of an owner is left: the next one need not wait. */
async function assertFree(dir: string): Promise<void> {
  assert.equal(await connectToOwner(dir), undefined)
  await (await acquireProfileLock(dir)).dispose()
}

describe('the engine\'s process', () => {
  test('opens a profile, serves it, and ends in order when told to', async (t) => {
    const dir = await tempFolderFor(t)
    const { client, ended } = start(t)
    await assert.rejects(client.call('settings.get', {}), failsWith('locked'))
    assert.deepEqual(await client.request('engine.open', { profileDir: dir, key }), {})
    await client.call('settings.set', { theme: 'dark' })
    assert.ok(await connectToOwner(dir))
    assert.deepEqual(await client.request('engine.close', {}), {})
    assert.equal(await ended, 0)
    await assertFree(dir)
    const next = start(t)
    await next.client.request('engine.open', { profileDir: dir, key })
    assert.equal((await next.client.call('settings.get', {})).theme, 'dark')
  })

  for (const [how, end] of [
    ['a signal', ({ child }: Process) => child.kill('SIGTERM')],
    ['the end of its parent', ({ child }: Process) => child.disconnect()],
  ] as const) {
    test(`ends in order on ${how}`, async (t) => {
      const dir = await tempFolderFor(t)
      const process = start(t)
      await process.client.request('engine.open', { profileDir: dir, key })
      end(process)
      assert.equal(await process.ended, 0)
      await assertFree(dir)
    })
  }

  test('killed, it leaves nothing in the way of the next one', async (t) => {
    const dir = await tempFolderFor(t)
    const first = start(t)
    await first.client.request('engine.open', { profileDir: dir, key })
    await first.client.call('settings.set', { textSize: 18 })
    first.child.kill('SIGKILL')
    await first.ended
    const second = start(t)
    await second.client.request('engine.open', { profileDir: dir, key })
    assert.equal((await second.client.call('settings.get', {})).textSize, 18)
    assert.ok(await connectToOwner(dir))
  })

  test('refuses a profile that somebody owns, waits for one who is about to leave', async (t) => {
    const dir = await tempFolderFor(t)
    const lock = await acquireProfileLock(dir)
    const { client } = start(t)
    const opening = client.request('engine.open', { profileDir: dir, key })
    const early = await Promise.race([opening.then(() => 'open'), new Promise((resolve) => setTimeout(resolve, 300, 'waiting'))])
    assert.equal(early, 'waiting')
    await lock.dispose()
    assert.deepEqual(await opening, {})
    const other = start(t)
    await assert.rejects(other.client.request('engine.open', { profileDir: dir, key }), failsWith('in-use'))
  })

  test('says that a profile is damaged, and can still be told to end', async (t) => {
    const dir = await tempFolderFor(t)
    await writeFile(join(dir, 'profile.db'), Buffer.alloc(8_192, 0xaa))
    const { client, ended, printed } = start(t)
    await assert.rejects(client.request('engine.open', { profileDir: dir, key }), failsWith('damaged'))
    assert.deepEqual(await client.request('engine.close', {}), {})
    assert.equal(await ended, 0)
    assert.deepEqual((await readdir(dir)).sort().filter((name) => name.startsWith('profile')), ['profile.db'])
    assert.equal(printed().includes(Buffer.from(key).toString('hex')), false)
  })
})
