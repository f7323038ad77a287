import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { encryptedFileJson, encryptedFileOf, readEncryptedFile, tagOf, type EncryptedFile } from '../../../../main/engine/media/encrypted-file.ts'
import { newFileSecret } from '../../../../main/engine/media/file-cipher.ts'
import { MediaError } from '../../../../main/engine/media/media-error.ts'
import { newOutgoingUri } from '../../../../main/engine/media/outgoing.ts'
import type { ContentUri } from '../../../../preload/contract/index.ts'

const url = 'mxc://example.org/AbC_d-1' as ContentUri
const file: EncryptedFile = { ...newFileSecret(), url, sha256: new Uint8Array(32).fill(251) }

/** As it stands in an event, with some of it replaced; `key` and `hashes` by parts. */
function event(change: Record<string, unknown> = {}, key: Record<string, unknown> = {}): Record<string, unknown> {
  const json: Record<string, unknown> = JSON.parse(JSON.stringify(encryptedFileJson(file)))
  return { ...json, key: { ...json['key'] as object, ...key }, ...change }
}

describe('the description of an encrypted file', () => {
  test('reads as it was written', () => {
    assert.deepEqual(readEncryptedFile(event()), file)
  })

  test('is written as the specification has it', () => {
    const { v, key, iv, hashes } = event()
    const k = Buffer.from(file.key).toString('base64url')
    assert.deepEqual({ v, key }, { v: 'v2', key: { kty: 'oct', key_ops: ['encrypt', 'decrypt'], alg: 'A256CTR', k, ext: true } })
    assert.match(String(iv), /^[0-9A-Za-z+/]{22}$/u)
    assert.deepEqual(hashes, { sha256: `${'+/v7'.repeat(10)}+/s` })
  })

  test('may have its base64 padded, or in the other alphabet, as some clients write it', () => {
    const padded = event({ iv: Buffer.from(file.iv).toString('base64'), hashes: { sha256: Buffer.from(file.sha256).toString('base64') } }, {
      k: Buffer.from(file.key).toString('base64'),
    })
    assert.deepEqual(readEncryptedFile(padded), file)
    assert.deepEqual(readEncryptedFile(event({ hashes: { sha256: Buffer.from(file.sha256).toString('base64url') } })), file)
  })

  test('that is hostile is refused, with words for it', () => {
    const hostile: readonly [unknown, RegExp][] = [
      [null, /how it is encrypted/u], ['v2', /how it is encrypted/u], [[event()], /how it is encrypted/u],
      [event({ v: undefined }), /form that this version does not know \(unnamed\)/u], [event({ v: 'v1' }), /\(v1\)/u], [event({ v: 'v3' }), /\(v3\)/u],
      [event({ v: `v2\u202e<script>${'x'.repeat(1000)}` }), /\(unreadable\)/u], [event({ v: 2 }), /unnamed/u],
      [event({ url: undefined }), /where it is/u], [event({ url: 'https://example.org/x' }), /where it is/u],
      [event({ url: 'mxc://../../etc' }), /where it is/u], [event({ url: newOutgoingUri() }), /where it is/u],
      [event({ key: undefined }), /its key is of a kind/u], [event({ key: [] }), /its key is of a kind/u],
      [event({}, { alg: 'A128CTR' }), /its key is of a kind/u], [event({}, { kty: 'RSA' }), /its key is of a kind/u],
      [event({}, { k: undefined }), /key is malformed/u], [event({}, { k: 'AAAA' }), /key is malformed/u],
      [event({}, { k: Buffer.alloc(33).toString('base64url') }), /key is malformed/u], [event({}, { k: `${'A'.repeat(42)}\n\n` }), /key is malformed/u],
      [event({}, { k: 'A'.repeat(1_000_000) }), /key is malformed/u], [event({}, { k: `${'A'.repeat(42)}é` }), /key is malformed/u],
      [event({ iv: undefined }), /initialisation vector/u], [event({ iv: 'AAAA' }), /initialisation vector/u],
      [event({ iv: Buffer.alloc(17).toString('base64') }), /initialisation vector/u],
      [event({ hashes: undefined }), /hash .* is missing/u], [event({ hashes: {} }), /hash .* is missing/u],
      [event({ hashes: { sha1: 'AAAA' } }), /hash .* is missing/u], [event({ hashes: { sha256: '' } }), /hash .* is missing/u],
      [event({ hashes: { sha256: 'AAAA' } }), /hash .* is missing/u],
      [JSON.parse('{"__proto__": {"v": "v2", "url": "mxc://example.org/a"}}'), /form that this version does not know/u],
    ]
    for (const [value, words] of hostile) {
      const refused = (error: unknown): boolean => error instanceof MediaError && error.code === 'unreadable' && words.test(error.message)
      assert.throws(() => readEncryptedFile(value), refused, JSON.stringify(value)?.slice(0, 200))
      assert.equal(encryptedFileOf(value), null)
    }
  })

  test('has a tag that is another with another key, counter, hash or address, and does not hold the key', () => {
    const other = (bytes: Uint8Array): Uint8Array => bytes.map((byte, at) => at === 0 ? byte ^ 1 : byte)
    const tags = [
      file, { ...file, key: other(file.key) }, { ...file, iv: other(file.iv) }, { ...file, sha256: other(file.sha256) },
      { ...file, url: 'mxc://example.org/other' as ContentUri },
    ].map(tagOf)
    assert.equal(new Set(tags).size, 5)
    assert.equal(tagOf(readEncryptedFile(event())), tags[0])
    assert.ok(!tags[0]?.includes(Buffer.from(file.key).toString('base64url')))
    for (const tag of tags) assert.match(tag, /^[0-9A-Za-z_-]{43}$/u)
  })
})
