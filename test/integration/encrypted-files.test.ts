import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test, type TestContext } from 'node:test'
import { watchword } from '../harness/conversation.ts'
import { hasFile, openTheirs, setScene, turnOn, type EncryptedScene } from '../harness/encrypted-scene.ts'
import { refusals } from '../harness/faults.ts'
import type { Json } from '../harness/person.ts'
import { plainPicture, smallPicture } from '../harness/pictures.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { findTraces } from '../harness/traces.ts'

// Files that we send into encrypted rooms, over a real homeserver that must not be able to read them, to a client that others wrote.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

describe('a file in an encrypted room', () => {
  test('that we send is opened by the other client, and nobody on the way can read it, its name or its type', async (t) => {
    const scene = await setScene(t, synapse)
    const { conversation: { client, account, roomId, friend }, theirs } = scene
    const secret = `unreadable-${randomBytes(8).toString('hex')}`
    const bytes = Buffer.concat([Buffer.from(secret), randomBytes(700_000), Buffer.from(watchword)])
    await client.call('message.sendFile', { account, roomId, source: { from: 'bytes', bytes, name: `${secret}.txt` }, caption: `see ${secret}` })
    const event = await theirs.until('the file', () => theirs.messages.find(hasFile))
    const content: Json = event.getContent()
    assert.deepEqual(
      [content['msgtype'], content['filename'], content['body'], content['url'], (content['info'] as Json)['size']],
      ['m.file', `${secret}.txt`, `see ${secret}`, undefined, bytes.byteLength],
    )
    assert.ok((await openTheirs(scene, content['file'] as Json)).equals(bytes))

    const onTheServer = (await friend.timeline(roomId)).find(({ event_id: id }) => id === event.getId())
    assert.equal(onTheServer?.['type'], 'm.room.encrypted')
    assert.deepEqual(await findTraces(synapse.dir, [], [secret]), [])
  })

  test('has its thumbnail encrypted as well', async (t) => {
    const scene = await setScene(t, synapse)
    const { conversation: { client, account, roomId }, theirs } = scene
    const picture = plainPicture(1000, 700)
    await client.call('message.sendFile', {
      account, roomId, source: { from: 'bytes', bytes: picture, name: `${watchword}.png` }, thumbnail: smallPicture,
    })
    const event = await theirs.until('the picture', () => theirs.messages.find(hasFile))
    const info = event.getContent<Json>()['info'] as Json
    assert.deepEqual([info['w'], info['h'], info['thumbnail_url']], [1000, 700, undefined])
    assert.ok((await openTheirs(scene, event.getContent<Json>()['file'] as Json)).equals(picture))
    assert.ok((await openTheirs(scene, info['thumbnail_file'] as Json)).equals(smallPicture))
  })

  test('keeps its key in an edit of its caption, also before it has come back', async (t) => {
    const scene = await setScene(t, synapse)
    const { conversation, theirs } = scene
    const { client, account, roomId, proxy } = conversation
    const bytes = randomBytes(1000)
    proxy.inject('/sync', { kind: 'hang' })
    const { localId } = await client.call('message.sendFile', {
      account, roomId, source: { from: 'bytes', bytes, name: `${watchword}.bin` }, caption: `teh plan ${watchword}`,
    })
    const event = await theirs.until('the file', () => theirs.messages.find(hasFile))
    await client.call('message.edit', { account, target: localId, text: `the plan ${watchword}`, format: 'plain' })
    await theirs.until('the edit', () => event.replacingEvent()?.isEncrypted() === true && event.getContent()['body'] === `the plan ${watchword}`)
    assert.ok((await openTheirs(scene, event.getContent<Json>()['file'] as Json)).equals(bytes))
  })

  test('that waited when encryption was turned on goes encrypted', async (t) => {
    const scene = await setScene(t, synapse, { isEncrypted: false })
    const { conversation, theirs } = scene
    const { client, account, roomId } = conversation
    const secret = `unreadable-${randomBytes(8).toString('hex')}`
    const bytes = Buffer.concat([Buffer.from(secret), randomBytes(1000)])
    await conversation.goOffline()
    await client.call('message.sendFile', { account, roomId, source: { from: 'bytes', bytes, name: `${watchword}.bin` } })
    await turnOn(scene)
    await conversation.comeBack()
    const event = await theirs.until('the file', () => theirs.messages.find(hasFile))
    assert.ok((await openTheirs(scene, event.getContent<Json>()['file'] as Json)).equals(bytes))
    assert.deepEqual(await findTraces(synapse.dir, [], [secret]), [])
  })

  test('that was uploaded in the open before encryption was turned on is uploaded anew, and its event names that', async (t) => {
    const scene = await setScene(t, synapse, { isEncrypted: false })
    const { conversation, theirs } = scene
    const { client, account, roomId, proxy } = conversation
    const bytes = randomBytes(1000)
    proxy.inject(/PUT .*\/send\//, refusals.rateLimited(1))
    await client.call('message.sendFile', { account, roomId, source: { from: 'bytes', bytes, name: `${watchword}.bin` } })
    await proxy.untilSeen(/PUT .*\/send\//)
    await turnOn(scene)
    const timeline = await conversation.timeline()
    await timeline.until((rows) => rows.some(({ content }) => content.type === 'line' && content.line.what === 'encryption-on'))
    conversation.heal()
    const event = await theirs.until('the file', () => theirs.messages.find(hasFile))
    assert.ok((await openTheirs(scene, event.getContent<Json>()['file'] as Json)).equals(bytes))
    assert.equal(event.getContent()['url'], undefined)
    assert.equal(proxy.seen(/POST .*\/media\/.*\/upload/u).length, 2)
  })
})

describe('the engine, killed', () => {
  const uploading = /POST .*\/media\/.*\/upload/u
  const sending = /PUT .*\/send\//u
  const never = new Promise<never>(() => undefined)

  /** Sends a file, and ends the engine when the server has seen `request` and before it is answered. Then it starts anew. */
  async function killAt(t: TestContext, request: RegExp): Promise<{ readonly scene: EncryptedScene; readonly bytes: Buffer }> {
    const scene = await setScene(t, synapse)
    const { conversation } = scene
    const { account, roomId, proxy } = conversation
    await conversation.stop()
    const engine = await conversation.fork()
    const { client } = engine
    const bytes = randomBytes(500_000)
    proxy.inject(request, { kind: 'hold-answer', until: never })
    await client.call('message.sendFile', { account, roomId, source: { from: 'bytes', bytes, name: `${watchword}.bin` } })
    await proxy.untilSeen(request)
    await engine.kill()
    await conversation.stop()
    conversation.heal()
    await conversation.fork()
    return { scene, bytes }
  }

  test('while an encrypted file goes up sends the same ciphertext again: no key is used for other bytes', async (t) => {
    const { scene, bytes } = await killAt(t, uploading)
    const event = await scene.theirs.until('the file', () => scene.theirs.messages.find(hasFile))
    assert.ok((await openTheirs(scene, event.getContent<Json>()['file'] as Json)).equals(bytes))
    const [first, second, ...more] = scene.conversation.proxy.seen(uploading).map(({ body }) => body)
    assert.ok(first !== undefined && first.length > 0)
    assert.ok(first === second)
    assert.equal(more.length, 0)
  })

  test('after it is up, and before its event is known to be there, has uploaded it once and sent one event', async (t) => {
    const { scene, bytes } = await killAt(t, sending)
    const { theirs, conversation: { proxy, client, account } } = scene
    const outbox = await client.watch('outbox', { account })
    await outbox.until((rows) => rows.length === 0)
    const event = await theirs.until('the file', () => theirs.messages.find(hasFile))
    assert.ok((await openTheirs(scene, event.getContent<Json>()['file'] as Json)).equals(bytes))
    assert.deepEqual([proxy.seen(uploading).length, theirs.messages.filter((one) => one.isEncrypted()).length], [1, 1])
  })
})
