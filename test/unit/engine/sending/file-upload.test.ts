import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { newLocalId } from '../../../../main/engine/base/ids.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import type { Homeserver, UploadRequest } from '../../../../main/engine/matrix/homeserver.ts'
import { readEncryptedFile } from '../../../../main/engine/media/encrypted-file.ts'
import { decrypted } from '../../../../main/engine/media/file-cipher.ts'
import { MediaDatabase } from '../../../../main/engine/media/media-database.ts'
import { Media } from '../../../../main/engine/media/media.ts'
import { takeAttachment } from '../../../../main/engine/sending/attachments.ts'
import { FileUpload } from '../../../../main/engine/sending/file-upload.ts'
import { fileContent, noRelations } from '../../../../main/engine/sending/message-content.ts'
import type { Operation } from '../../../../main/engine/sending/operation.ts'
import { Refusal } from '../../../../main/engine/sending/transmitter.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { addToOutbox, readOperation } from '../../../../main/engine/store/tables/outbox.ts'
import { ensureRoom } from '../../../../main/engine/store/tables/rooms.ts'
import type { RoomId, UserId } from '../../../../preload/contract/index.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'
import { smallPicture } from '../../../harness/pictures.ts'

type FileOperation = Extract<Operation, { kind: 'file' }>

const roomId = '!room:example.org' as RoomId
const me = '@me:example.org' as UserId
const words = Buffer.alloc(300_000, 'words that nobody else may read; ')

/** What a server was given: it keeps everything, and can be told to lose its answer. */
class Server implements Homeserver {
  readonly baseUrl = 'https://example.org'
  readonly taken: { readonly contentType: string; readonly name: unknown; readonly bytes: Buffer }[] = []
  fail: (attempt: number) => Error | undefined = () => undefined
  #attempts = 0

  json = () => Promise.reject(new HomeserverError('not-found'))

  async upload({ contentType, query, length, open, onProgress }: UploadRequest) {
    const parts: Uint8Array[] = []
    for await (const part of open()) parts.push(part)
    const bytes = Buffer.concat(parts)
    assert.equal(bytes.byteLength, length)
    onProgress?.(length)
    this.taken.push({ contentType, name: query?.['filename'], bytes })
    const failure = this.fail(this.#attempts += 1)
    if (failure) throw failure
    return { content_uri: `mxc://example.org/upload${this.taken.length}` }
  }

  async download() {
    return { contentType: undefined, length: undefined, body: once(this.taken[0]?.bytes ?? Buffer.alloc(0)), discard: () => undefined }
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function opened(bytes: Uint8Array, json: unknown): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of decrypted(once(bytes), readEncryptedFile(json))) parts.push(part)
  return Buffer.concat(parts)
}

async function open(t: TestContext) {
  const store = new Store({ file: ':memory:', key: new Uint8Array(32), log: silentLog })
  const database = new MediaDatabase({ file: ':memory:', key: new Uint8Array(32), clock: systemClock, log: silentLog })
  t.after(() => {
    store.dispose()
    database.dispose()
  })
  const server = new Server()
  const versions = async () => ({ versions: ['v1.11'], features: new Set<string>() })
  const media = new Media({ database, homeserver: server, versions, clock: new ManualClock() })
  const localId = newLocalId()
  store.write((writer) => ensureRoom(writer, roomId))
  const waiting = (): FileOperation => {
    const operation = JSON.parse(store.read((reader) => readOperation(reader, localId))?.input ?? 'null') as FileOperation
    return operation
  }
  const enqueue = async (bytes: Uint8Array, thumbnail?: Uint8Array): Promise<void> => {
    const file = await takeAttachment(media, { bytes, name: 'secret plan.txt' }, { maxBytes: null, thumbnail })
    const input = JSON.stringify({ kind: 'file', roomId, file, isVoice: false } satisfies FileOperation)
    store.write((writer) => addToOutbox(writer, { localId, roomId, kind: 'file', input, createdTs: 0 }))
  }
  const shares: number[] = []
  /** An attempt by a process that knows nothing but what is stored. */
  const attempt = (isEncrypted: boolean) => new FileUpload({ store, homeserver: server, media }).upload(
    waiting(), { operation: waiting(), localId, signal: new AbortController().signal, onProgress: (share) => shares.push(share) }, isEncrypted,
  )
  return { server, media, database, waiting, enqueue, attempt, shares }
}

describe('a file on its way to an encrypted room', () => {
  test('reaches the server without its bytes, name or type, and its event says how to read it', async (t) => {
    const { server, enqueue, attempt, shares } = await open(t)
    await enqueue(words)
    const file = await attempt(true)
    assert.deepEqual(server.taken.map(({ contentType, name }) => [contentType, name]), [['application/octet-stream', undefined]])
    const [upload] = server.taken
    assert.ok(upload)
    assert.equal(upload.bytes.indexOf('words that'), -1)
    assert.deepEqual(shares, [1])

    const content = fileContent(file, null, false, noRelations, me)
    assert.equal(content['url'], undefined)
    assert.doesNotMatch(JSON.stringify(content), /outbox\.invalid/u)
    assert.ok((await opened(upload.bytes, content['file'])).equals(words))
  })

  test('goes once: what is uploaded is not uploaded again, nor fetched to be shown', async (t) => {
    const { server, media, waiting, enqueue, attempt } = await open(t)
    await enqueue(words)
    const file = await attempt(true)
    assert.deepEqual(await attempt(true), file)
    assert.equal(server.taken.length, 1)
    const encrypted = readEncryptedFile(file.encrypted)
    assert.ok(Buffer.from((await media.read({ encrypted }, 0, 1_000_000)).bytes).equals(words))
    // The window shows it under the address that it had.
    assert.equal((await media.read({ uri: waiting().file.uri, thumbnail: null }, 0, 1)).size, words.byteLength)
  })

  test('is the same ciphertext again when an answer was lost: its key and counter are never used for other bytes', async (t) => {
    const { server, waiting, enqueue, attempt } = await open(t)
    await enqueue(words)
    server.fail = (count) => {
      // Before the first byte has left it is on the disk what it is encrypted with.
      assert.ok(waiting().file.secret)
      return count === 1 ? new HomeserverError('offline') : undefined
    }
    await assert.rejects(attempt(true), HomeserverError)
    const file = await attempt(true)
    const [lost, taken] = server.taken
    assert.ok(lost && taken)
    assert.ok(taken.bytes.equals(lost.bytes))
    assert.ok((await opened(taken.bytes, file.encrypted)).equals(words))
  })

  test('takes its thumbnail along, under a key of its own', async (t) => {
    const { server, enqueue, attempt } = await open(t)
    await enqueue(words, smallPicture)
    const content = fileContent(await attempt(true), null, false, noRelations, me)
    const info = content['info'] as Record<string, unknown>
    const [thumbnail, file] = server.taken
    assert.ok(thumbnail && file)
    assert.ok((await opened(thumbnail.bytes, info['thumbnail_file'])).equals(smallPicture))
    assert.ok((await opened(file.bytes, content['file'])).equals(words))
    assert.notDeepEqual(readEncryptedFile(info['thumbnail_file']).key, readEncryptedFile(content['file']).key)
    assert.deepEqual(info['thumbnail_info'], { mimetype: 'image/png', size: smallPicture.byteLength, w: 2, h: 2 })
    assert.equal(info['thumbnail_url'], undefined)
  })

  test('that went in the open before the room was encrypted goes once more, and only then into the event', async (t) => {
    const { server, enqueue, attempt } = await open(t)
    await enqueue(words, smallPicture)
    const readable = fileContent(await attempt(false), null, false, noRelations, me)
    assert.deepEqual([readable['url'], readable['file']], ['mxc://example.org/upload2', undefined])
    const content = fileContent(await attempt(true), null, false, noRelations, me)
    assert.equal(server.taken.length, 4)
    assert.doesNotMatch(JSON.stringify(content), /upload[12]"/u)
    assert.ok((await opened(server.taken[3]?.bytes ?? Buffer.alloc(0), content['file'])).equals(words))
  })

  test('that went in the open and was forgotten here since is fetched for it', async (t) => {
    const { server, database, enqueue, attempt } = await open(t)
    await enqueue(words)
    await attempt(false)
    database.evict(0)
    const file = await attempt(true)
    assert.ok((await opened(server.taken[1]?.bytes ?? Buffer.alloc(0), file.encrypted)).equals(words))
  })
})

describe('a file on its way to an open room', () => {
  test('has its name and type, and a thumbnail where there is one', async (t) => {
    const { server, enqueue, attempt } = await open(t)
    await enqueue(words, smallPicture)
    const content = fileContent(await attempt(false), null, false, noRelations, me)
    assert.deepEqual(server.taken.map(({ contentType, name }) => [contentType, name]), [['image/png', undefined], ['text/plain', 'secret plan.txt']])
    assert.equal(content['url'], 'mxc://example.org/upload2')
    assert.deepEqual(content['info'], {
      mimetype: 'text/plain', size: words.byteLength, thumbnail_url: 'mxc://example.org/upload1',
      thumbnail_info: { mimetype: 'image/png', size: smallPicture.byteLength, w: 2, h: 2 },
    })
  })

  test('whose bytes are gone is refused in words', async (t) => {
    const { media, enqueue, attempt } = await open(t)
    await enqueue(words)
    media.keepOutgoing(new Set())
    await assert.rejects(attempt(false), (error) => error instanceof Refusal && /choose it again/u.test(error.message))
    await assert.rejects(attempt(true), (error) => error instanceof Refusal && error.code === 'not-found')
  })
})

test('a thumbnail that is no picture is refused before anything is in the outbox', async (t) => {
  const { media } = await open(t)
  const taking = takeAttachment(media, { bytes: words, name: 'a.png' }, { maxBytes: null, thumbnail: Buffer.from('<svg onload="alert(1)"/>') })
  await assert.rejects(taking, /no picture/u)
})
