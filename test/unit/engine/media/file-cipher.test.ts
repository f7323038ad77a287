import assert from 'node:assert/strict'
import { createCipheriv, createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { Attachment, EncryptedAttachment, initAsync } from '@matrix-org/matrix-sdk-crypto-wasm'
import { encryptedFileJson, readEncryptedFile } from '../../../../main/engine/media/encrypted-file.ts'
import { decrypted, encrypted, newFileSecret, type FileSecret } from '../../../../main/engine/media/file-cipher.ts'
import { MediaError } from '../../../../main/engine/media/media-error.ts'
import type { ContentUri } from '../../../../preload/contract/index.ts'
import { heldBytes } from '../../../harness/held-memory.ts'

const url = 'mxc://example.org/file' as ContentUri
const pattern = (size: number) => Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) & 255)

async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let from = 0, turn = 0; from < bytes.byteLength; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.byteLength
    yield bytes.subarray(from, from + size)
    from += size
  }
}

async function whole(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(part)
  return new Uint8Array(Buffer.concat(parts))
}

async function seal(bytes: Uint8Array, sizes: readonly number[], secret: FileSecret = newFileSecret()) {
  let sha256: Uint8Array = new Uint8Array(0)
  const ciphertext = await whole(encrypted(pieces(bytes, sizes), secret, (hash) => { sha256 = hash }))
  return { ciphertext, file: { ...secret, url, sha256 } }
}

const isAltered = (error: unknown): boolean => error instanceof MediaError && error.code === 'altered'
const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, index) => index === at ? byte ^ 1 : byte)

describe('an encrypted file', () => {
  test('is AES-256 in counter mode with the hash of its ciphertext, as the specification says', async () => {
    const secret = { key: Uint8Array.from({ length: 32 }, (_, at) => at), iv: Uint8Array.from({ length: 16 }, (_, at) => at < 8 ? 200 + at : 0) }
    const { ciphertext, file } = await seal(pattern(1000), [7, 100], secret)
    const cipher = createCipheriv('aes-256-ctr', secret.key, secret.iv)
    const expected = Buffer.concat([cipher.update(pattern(1000)), cipher.final()])
    assert.ok(expected.equals(ciphertext))
    assert.deepEqual(Buffer.from(file.sha256), createHash('sha256').update(expected).digest())
    // Worked out once with OpenSSL's own program: it cannot change with this code.
    assert.equal(Buffer.from(ciphertext.subarray(0, 16)).toString('hex'), '522402aa28c6c50920f9aa0ca04edf7e')
  })

  test('comes out as it went in, in whatever pieces it travels', async () => {
    for (const size of [0, 1, 15, 16, 17, 4096, 70_001]) {
      for (const sizes of [[1_000_000], [1], [15, 1, 33], [16], [4097, 1]]) {
        if (size > 5000 && sizes[0] === 1) continue
        const { ciphertext, file } = await seal(pattern(size), sizes)
        assert.equal(ciphertext.byteLength, size)
        assert.deepEqual(await whole(decrypted(pieces(ciphertext, [...sizes].reverse()), file)), pattern(size), `${size} in ${sizes.join()}`)
      }
    }
  })

  test('has a key of its own, and a counter whose lower half begins at zero', () => {
    const [one, other] = [newFileSecret(), newFileSecret()]
    assert.notDeepEqual(one.key, other.key)
    assert.notDeepEqual(one.iv, other.iv)
    assert.deepEqual(one.iv.subarray(8), new Uint8Array(8))
    assert.deepEqual([one.key.byteLength, one.iv.byteLength], [32, 16])
  })

  test('that was changed, cut, or lengthened is found out before it has ended', async () => {
    const { ciphertext, file } = await seal(pattern(5000), [512])
    const changed = [
      flipped(ciphertext, 0), flipped(ciphertext, 4999), ciphertext.subarray(0, 4999), Buffer.concat([ciphertext, new Uint8Array(1)]), new Uint8Array(0),
    ]
    for (const bytes of changed) await assert.rejects(whole(decrypted(pieces(bytes, [512]), file)), isAltered)
    await assert.rejects(whole(decrypted(pieces(ciphertext, [512]), { ...file, sha256: flipped(file.sha256, 31) })), isAltered)
  })

  test('opened with another key or counter is something else: they are no proof of their own', async () => {
    const { ciphertext, file } = await seal(pattern(100), [64])
    assert.notDeepEqual(await whole(decrypted(pieces(ciphertext, [64]), { ...file, key: flipped(file.key, 0) })), pattern(100))
    assert.notDeepEqual(await whole(decrypted(pieces(ciphertext, [64]), { ...file, iv: flipped(file.iv, 0) })), pattern(100))
  })

  test('is what the Rust library of the other clients makes and reads', async () => {
    await initAsync()
    for (const size of [0, 1, 100_003]) {
      const { ciphertext, file } = await seal(pattern(size), [977])
      const theirs = new EncryptedAttachment(ciphertext, JSON.stringify(encryptedFileJson(file)))
      assert.deepEqual(new Uint8Array(Attachment.decrypt(theirs)), pattern(size))

      const made = Attachment.encrypt(pattern(size))
      const info: unknown = { ...JSON.parse(made.mediaEncryptionInfo ?? '{}') as object, url }
      const read = readEncryptedFile(info)
      assert.deepEqual(await whole(decrypted(pieces(made.encryptedData, [1009]), read)), pattern(size))
    }
  })

  test('of 200 MB takes no more memory than a small one', async () => {
    const piece = pattern(256 * 1024)
    async function* large(): AsyncGenerator<Uint8Array> {
      for (let sent = 0; sent < 800; sent += 1) yield piece
    }
    let most = 0
    const before = heldBytes()
    const measured = async (stream: AsyncIterable<Uint8Array>): Promise<number> => {
      let size = 0
      for await (const part of stream) {
        size += part.byteLength
        if (size % (16 * 1024 * 1024) === 0) most = Math.max(most, heldBytes())
      }
      return size
    }
    const secret = newFileSecret()
    let sha256: Uint8Array = new Uint8Array(0)
    const sizes = [await measured(encrypted(large(), secret, (hash) => { sha256 = hash }))]
    sizes.push(await measured(decrypted(encrypted(large(), secret, () => undefined), { ...secret, sha256 })))
    assert.deepEqual(sizes, [800 * 256 * 1024, 800 * 256 * 1024])
    assert.ok(most > 0 && most - before < 4 * 1024 * 1024, `grew by ${Math.round((most - before) / 1_048_576)} MB`)
  })
})
