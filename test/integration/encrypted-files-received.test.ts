import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test, type TestContext } from 'node:test'
import { MsgType } from 'matrix-js-sdk'
import type { Attachment, EventId, TimelineRow } from '../../preload/contract/index.ts'
import { watchword } from '../harness/conversation.ts'
import { setScene, type EncryptedScene } from '../harness/encrypted-scene.ts'
import { CallRefused, type Watched } from '../harness/engine-client.ts'
import type { Json } from '../harness/person.ts'
import { plainPicture, smallPicture } from '../harness/pictures.ts'
import type { ForkedEngine } from '../harness/running-engine.ts'
import { sealFile } from '../harness/sealed-file.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'

// Files that a client which others wrote sends into encrypted rooms, and what hostile senders make of them.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

describe('an encrypted file', () => {
  type Given = { readonly scene: EncryptedScene; readonly engine: ForkedEngine; readonly timeline: Watched<'timeline'>; readonly folder: string }

  async function setUp(t: TestContext): Promise<Given> {
    const scene = await setScene(t, synapse)
    await scene.conversation.stop()
    const engine = await scene.conversation.fork()
    return { scene, engine, timeline: await scene.conversation.timeline(), folder: await tempFolderFor(t) }
  }

  /** Seals and uploads as another client does; `spoil`: what becomes of it on the way. */
  async function putUp({ conversation: { friend } }: EncryptedScene, bytes: Uint8Array, spoil = (sealed: Uint8Array<ArrayBuffer>) => sealed): Promise<Json> {
    const { ciphertext, fileAt } = await sealFile(bytes)
    return fileAt(await friend.upload(spoil(ciphertext), 'application/octet-stream', 'x'))
  }

  async function send({ scene: { conversation: { roomId }, theirs } }: Given, content: Json): Promise<EventId> {
    return (await theirs.client.sendMessage(roomId, { msgtype: MsgType.Image, body: `${watchword}.png`, ...content } as never)).event_id as EventId
  }

  async function attachmentOf({ timeline }: Given, eventId: EventId): Promise<Attachment> {
    const rows = await timeline.until((all) => all.some((row) => row.eventId === eventId && row.content.type === 'attachment'))
    const row = rows.find((one) => one.eventId === eventId)
    assert.ok(row?.content.type === 'attachment')
    assert.equal(row.decryption, 'ok')
    return row.content.attachment
  }

  const shown = async ({ engine }: Given, url: string | undefined): Promise<Json> =>
    await engine.client.request('engine.media', { url, from: 0, length: 1_000_000 }) as Json

  test('that they send is drawn by an address without its key, and saved byte for byte', async (t) => {
    const given = await setUp(t)
    const { scene, engine, folder } = given
    const { account, roomId } = scene.conversation
    const picture = plainPicture(1000, 700)
    const [file, thumbnail] = [await putUp(scene, picture), await putUp(scene, smallPicture)]
    const eventId = await send(given, { file, info: { w: 1000, h: 700, mimetype: 'image/png', thumbnail_file: thumbnail } })
    const attachment = await attachmentOf(given, eventId)
    for (const { k } of [file, thumbnail].map(({ key }) => key as Json)) assert.ok(!JSON.stringify(attachment).includes(String(k)))
    const [small, large] = [await shown(given, attachment.picture?.thumbnailUrl), await shown(given, attachment.picture?.url)]
    assert.deepEqual([small['bytes'], small['mimetype']], [smallPicture, 'image/png'])
    assert.deepEqual([large['bytes'], large['mimetype']], [picture, 'image/png'])

    await engine.client.request('engine.saveAttachment', { account, roomId, eventId, path: join(folder, 'saved') })
    assert.deepEqual(new Uint8Array(await readFile(join(folder, 'saved'))), picture)
    const path = join(folder, 'downloaded')
    assert.deepEqual(await engine.client.call('message.download', { account, target: eventId, path }), {
      size: picture.byteLength, mimetype: 'image/png',
    })
    assert.deepEqual(new Uint8Array(await readFile(path)), picture)
  })

  test('that was changed on its way is neither drawn nor saved', async (t) => {
    const given = await setUp(t)
    const { scene, engine, folder } = given
    const { account, roomId } = scene.conversation
    const file = await putUp(scene, smallPicture, (sealed) => sealed.map((byte, at) => at === 70 ? byte ^ 1 : byte))
    const eventId = await send(given, { file })
    const attachment = await attachmentOf(given, eventId)
    const isDamaged = (error: unknown): boolean => error instanceof CallRefused && error.failure?.code === 'damaged'
    await assert.rejects(shown(given, attachment.picture?.url), isDamaged)
    const save = { account, roomId, eventId, path: join(folder, 'saved') }
    await assert.rejects(engine.client.request('engine.saveAttachment', save), isDamaged)
    assert.deepEqual(await readdir(folder), [])
  })

  test('gives nothing to an event that names its address with another key, and keeps its own', async (t) => {
    const given = await setUp(t)
    const { scene } = given
    const file = await putUp(scene, smallPicture)
    const { fileAt } = await sealFile(randomBytes(50))
    const [hostile, readable] = [await send(given, { file: fileAt(String(file['url'])) }), await send(given, { url: file['url'] })]
    const good = await send(given, { file })
    await assert.rejects(shown(given, (await attachmentOf(given, hostile)).picture?.url), CallRefused)
    assert.notDeepEqual((await shown(given, (await attachmentOf(given, readable)).picture?.url))['bytes'], smallPicture)
    const address = (await attachmentOf(given, good)).picture?.url ?? ''
    assert.deepEqual((await shown(given, address))['bytes'], smallPicture)
    // The address is the event's: with another event in it, it is nothing.
    const other = address.replace(encodeURIComponent(good), encodeURIComponent(hostile))
    assert.notEqual(other, address)
    await assert.rejects(shown(given, other), (error) => error instanceof CallRefused && error.failure?.code === 'not-found')
  })

  test('of our own is shown under its new address from what we had, without being fetched', async (t) => {
    const given = await setUp(t)
    const { scene: { conversation: { account, roomId, proxy } }, engine, timeline } = given
    const picture = plainPicture(1000, 700)
    await engine.client.call('message.sendFile', {
      account, roomId, source: { from: 'bytes', bytes: picture, name: `${watchword}.png` }, thumbnail: smallPicture,
    })
    const addressIn = (row: TimelineRow | undefined): string =>
      row?.content.type === 'attachment' ? row.content.attachment.picture?.url ?? '' : ''
    const [waiting] = (await timeline.until((rows) => addressIn(rows.at(-1)) !== '')).slice(-1)
    assert.deepEqual((await shown(given, addressIn(waiting)))['bytes'], picture)
    const rows = await timeline.until((all) => addressIn(all.at(-1)).includes('/event/'))
    assert.deepEqual((await shown(given, addressIn(rows.at(-1))))['bytes'], picture)
    const attachment = await attachmentOf(given, rows.at(-1)?.eventId ?? ('' as EventId))
    assert.deepEqual((await shown(given, attachment.picture?.thumbnailUrl))['bytes'], smallPicture)
    // Whoever still has the first address is not left with a hole.
    assert.deepEqual((await shown(given, addressIn(waiting)))['bytes'], picture)
    assert.equal(proxy.seen(/\/media\/download/u).length, 0)
  })
})
