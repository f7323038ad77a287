import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { encryptedFileJson, readEncryptedFile, tagOf } from '../../../../main/engine/media/encrypted-file.ts'
import { newFileSecret } from '../../../../main/engine/media/file-cipher.ts'
import { MediaError, type MediaErrorCode } from '../../../../main/engine/media/media-error.ts'
import { readAttachedFile, readAttachedMedia } from '../../../../main/engine/timeline/attached-media.ts'
import type { ContentUri, RoomId } from '../../../../preload/contract/index.ts'
import { anna, bob, event, idOf, redaction, roomId, RoomFixture } from './room-fixture.ts'

const sealed = (name: string) =>
  encryptedFileJson({ ...newFileSecret(), url: `mxc://example.org/${name}` as ContentUri, sha256: new Uint8Array(32).fill(name.length) })
const [cat, dog, small] = [sealed('cat'), sealed('dog'), sealed('small')]
const fileMessage = (name: string, content: Record<string, unknown>) => event(name, { content: { msgtype: 'm.image', body: name, ...content } })
const edited = (name: string, target: string, content: Record<string, unknown>, sender = anna) => event(name, {
  sender,
  content: {
    msgtype: 'm.image', body: '* x', 'm.new_content': { msgtype: 'm.image', body: 'x', ...content },
    'm.relates_to': { rel_type: 'm.replace', event_id: idOf(target) },
  },
})
const tag = (file: unknown) => tagOf(readEncryptedFile(file))
const failsAs = (code: MediaErrorCode, words: RegExp) => (error: unknown): boolean =>
  error instanceof MediaError && error.code === code && words.test(error.message)

describe('what hangs on a message', () => {
  test('is found in its event, encrypted or in the open', (context) => {
    const room = new RoomFixture(context)
    room.append([fileMessage('sealed', { file: cat, info: { thumbnail_file: small } }), fileMessage('open', { url: 'mxc://example.org/open' })])
    room.store.read((reader) => {
      assert.deepEqual(readAttachedMedia(reader, roomId, idOf('sealed')), { encrypted: readEncryptedFile(cat) })
      assert.deepEqual(readAttachedMedia(reader, roomId, idOf('open')), { uri: 'mxc://example.org/open', thumbnail: null })
      const address = { roomId, eventId: idOf('sealed') }
      assert.deepEqual(readAttachedFile(reader, { ...address, part: 'file', tag: tag(cat) }), readEncryptedFile(cat))
      assert.deepEqual(readAttachedFile(reader, { ...address, part: 'thumbnail', tag: tag(small) }), readEncryptedFile(small))
    })
  })

  test('is what the newest edit by its sender says; an address keeps standing for one file', (context) => {
    const room = new RoomFixture(context)
    room.append([fileMessage('a', { file: cat }), edited('e', 'a', { file: dog }), edited('forged', 'a', { file: small }, bob)])
    room.store.read((reader) => {
      assert.deepEqual(readAttachedMedia(reader, roomId, idOf('a')), { encrypted: readEncryptedFile(dog) })
      assert.deepEqual(readAttachedFile(reader, { roomId, eventId: idOf('a'), part: 'file', tag: tag(dog) }), readEncryptedFile(dog))
      const old = { roomId, eventId: idOf('a'), part: 'file' as const, tag: tag(cat) }
      assert.throws(() => readAttachedFile(reader, old), failsAs('not-found', /another file/u))
    })
  })

  test('is not to be had of what is not there, taken back, not decrypted, or malformed; each in its own words', (context) => {
    const room = new RoomFixture(context)
    room.append([
      event('text'), event('locked', { type: 'm.room.encrypted', content: { algorithm: 'm.megolm.v1.aes-sha2', ciphertext: 'x' } }),
      fileMessage('gone', { file: cat }), redaction('r', 'gone'), fileMessage('odd', { file: { ...cat, v: 'v9' }, url: 'mxc://example.org/open' }),
      fileMessage('hostile', { url: 'mxc://../../sync' }),
    ])
    const expected: readonly [string, MediaErrorCode, RegExp][] = [
      ['unknown', 'not-found', /no such message/u], ['text', 'not-found', /no attachment/u], ['locked', 'not-found', /decrypted yet/u],
      ['gone', 'not-found', /taken back/u], ['odd', 'unreadable', /\(v9\)/u], ['hostile', 'not-found', /no attachment/u],
    ]
    room.store.read((reader) => {
      for (const [name, code, words] of expected) assert.throws(() => readAttachedMedia(reader, roomId, idOf(name)), failsAs(code, words), name)
      assert.throws(() => readAttachedMedia(reader, '!other:example.org' as RoomId, idOf('gone')), failsAs('not-found', /no such message/u))
    })
  })
})
