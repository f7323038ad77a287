import assert from 'node:assert/strict'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Channel } from '../../../../main/engine/api/channel.ts'
import { connectToOwner, listenForChannels } from '../../../../main/engine/api/socket.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

const echo = (channel: Channel) => channel.onMessage((message) => channel.send(message as object))

async function answerOf(channel: Channel | undefined): Promise<unknown> {
  assert.ok(channel)
  const answer = new Promise((resolve) => channel.onMessage(resolve))
  channel.send({ hello: true })
  const heard = await answer
  channel.close()
  return heard
}

describe('the socket of a profile', () => {
  test('is reached through its folder, by this user alone', async (context) => {
    const dir = await tempFolderFor(context)
    const listener = await listenForChannels(dir, echo)
    context.after(() => listener.dispose())
    assert.deepEqual(await answerOf(await connectToOwner(dir)), { hello: true })
    assert.equal((await stat(join(dir, 'engine.sock'))).mode & 0o777, 0o600)
  })

  test('works in a folder whose path is too long for a socket', async (context) => {
    const dir = join(await tempFolderFor(context), 'a'.repeat(80), 'b'.repeat(80))
    await mkdir(dir, { recursive: true })
    const listener = await listenForChannels(dir, echo)
    context.after(() => listener.dispose())
    const address = await readFile(join(dir, 'engine.address'), 'utf8')
    assert.ok(Buffer.byteLength(address) < 104, address)
    assert.deepEqual(await answerOf(await connectToOwner(dir)), { hello: true })
  })

  test('nobody is reached where nobody listens, or nobody does any more', async (context) => {
    const dir = await tempFolderFor(context)
    assert.equal(await connectToOwner(dir), undefined)
    const listener = await listenForChannels(dir, echo)
    await listener.dispose()
    assert.equal(await connectToOwner(dir), undefined)
    await writeFile(join(dir, 'engine.address'), join(dir, 'engine.sock'))
    assert.equal(await connectToOwner(dir), undefined)
  })

  test('what an owner that was killed left behind does not keep the next one from listening', async (context) => {
    const dir = await tempFolderFor(context)
    await writeFile(join(dir, 'engine.sock'), '')
    const listener = await listenForChannels(dir, echo)
    context.after(() => listener.dispose())
    assert.deepEqual(await answerOf(await connectToOwner(dir)), { hello: true })
  })

  test('channels that are open outlive the listening', async (context) => {
    const dir = await tempFolderFor(context)
    const listener = await listenForChannels(dir, echo)
    const channel = await connectToOwner(dir)
    await listener.dispose()
    assert.deepEqual(await answerOf(channel), { hello: true })
  })
})
