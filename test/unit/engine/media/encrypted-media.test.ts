import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import type { Homeserver } from '../../../../main/engine/matrix/homeserver.ts'
import type { EncryptedFile } from '../../../../main/engine/media/encrypted-file.ts'
import { encrypted, newFileSecret } from '../../../../main/engine/media/file-cipher.ts'
import { MediaDatabase } from '../../../../main/engine/media/media-database.ts'
import { MediaError, type MediaErrorCode } from '../../../../main/engine/media/media-error.ts'
import { isInlineType } from '../../../../main/engine/media/media-type.ts'
import { Media } from '../../../../main/engine/media/media.ts'
import type { ContentUri } from '../../../../preload/contract/index.ts'
import { heldBytes } from '../../../harness/held-memory.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

const url = 'mxc://example.org/sealed' as ContentUri
const picture = Buffer.concat([
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
  Buffer.alloc(600_000, 'the map to the treasure; '),
])

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.byteLength; from += size) yield bytes.subarray(from, from + size)
}

async function seal(bytes: Uint8Array, at = url): Promise<{ readonly ciphertext: Uint8Array; readonly file: EncryptedFile }> {
  const secret = newFileSecret()
  let sha256: Uint8Array = new Uint8Array(0)
  const parts: Uint8Array[] = []
  for await (const part of encrypted(inPieces(bytes, 10_000), secret, (hash) => { sha256 = hash })) parts.push(part)
  return { ciphertext: Buffer.concat(parts), file: { ...secret, url: at, sha256 } }
}

async function open(t: TestContext, answer: () => Uint8Array | AsyncIterable<Uint8Array>) {
  const folder = await tempFolderFor(t)
  const asked: string[] = []
  const refuse = () => Promise.reject(new Error('not asked for in these tests'))
  const homeserver: Homeserver = {
    baseUrl: 'https://example.org', json: refuse, upload: refuse,
    async download({ path }) {
      asked.push(String(path))
      const given = answer()
      const body = given instanceof Uint8Array ? inPieces(given, 7_777) : given
      return { contentType: 'image/png', length: undefined, body, discard: () => undefined }
    },
  }
  const database = new MediaDatabase({ file: join(folder, 'media.db'), key: new Uint8Array(32).fill(3), clock: systemClock, log: silentLog })
  t.after(() => database.dispose())
  const clock = new ManualClock()
  const media = new Media({ database, homeserver, versions: async () => ({ versions: ['v1.11'], features: new Set<string>() }), clock })
  return { media, database, folder, clock, asked }
}

const failsAs = (code: MediaErrorCode) => (error: unknown): boolean => error instanceof MediaError && error.code === code
const changed = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, index) => index === at ? byte ^ 1 : byte)

describe('an encrypted file from a server', () => {
  test('is fetched and decrypted once, and is what its bytes are', async (t) => {
    const { ciphertext, file } = await seal(picture)
    const { media, asked } = await open(t, () => ciphertext)
    const parts = await Promise.all([media.read({ encrypted: file }, 0, 100), media.read({ encrypted: file }, 599_000, 2_000_000)])
    assert.deepEqual(parts.map(({ mimetype, size }) => [mimetype, size]), [['image/png', picture.byteLength], ['image/png', picture.byteLength]])
    assert.deepEqual(Buffer.from(parts[1].bytes), picture.subarray(599_000))
    assert.deepEqual(asked, ['/_matrix/client/v1/media/download/example.org/sealed'])
  })

  test('of a harmless type by its sender’s word is still a file to be saved when it is none', async (t) => {
    const { ciphertext, file } = await seal(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'))
    const { media } = await open(t, () => ciphertext)
    assert.equal(isInlineType((await media.read({ encrypted: file }, 0, 1)).mimetype), false)
  })

  test('lies in the database readable to nobody', async (t) => {
    const { ciphertext, file } = await seal(picture)
    const { media, folder } = await open(t, () => ciphertext)
    await media.read({ encrypted: file }, 0, 1)
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name))
      for (const secret of [Buffer.from('map to the treasure'), Buffer.from(file.key), Buffer.from(Buffer.from(file.key).toString('base64url'))]) {
        assert.equal(bytes.indexOf(secret), -1, name)
      }
    }
  })

  test('that was changed on its way is not shown, not saved, not kept, and not fetched over and over', async (t) => {
    const { ciphertext, file } = await seal(picture)
    let answer = changed(ciphertext, ciphertext.byteLength - 1)
    const { media, database, folder, clock, asked } = await open(t, () => answer)
    await assert.rejects(media.read({ encrypted: file }, 0, 10), failsAs('altered'))
    await assert.rejects(media.saveTo({ encrypted: file }, join(folder, 'map.png')), failsAs('altered'))
    assert.equal(existsSync(join(folder, 'map.png')), false)
    assert.deepEqual(readdirSync(folder).filter((name) => name.endsWith('.part')), [])
    assert.equal(asked.length, 1)
    database.evict(0)
    answer = ciphertext
    await clock.advance(3_600_000)
    await media.saveTo({ encrypted: file }, join(folder, 'map.png'))
    assert.ok(readFileSync(join(folder, 'map.png')).equals(picture))
  })

  test('that an event names with another key is neither read nor spoilt by it', async (t) => {
    const { ciphertext, file } = await seal(picture)
    const { media, asked } = await open(t, () => ciphertext)
    await media.read({ encrypted: file }, 0, 1)
    const wrongKey = { ...file, key: changed(file.key, 5) }
    assert.ok(!Buffer.from((await media.read({ encrypted: wrongKey }, 0, 1000)).bytes).equals(picture.subarray(0, 1000)))
    assert.equal((await media.read({ encrypted: wrongKey }, 0, 1)).mimetype, 'application/octet-stream')
    await assert.rejects(media.read({ encrypted: { ...file, sha256: changed(file.sha256, 0) } }, 0, 1), failsAs('altered'))
    // Nor is the ciphertext, asked for as if it lay open, what was decrypted.
    assert.ok(Buffer.from((await media.read({ uri: url, thumbnail: null }, 0, 1_000_000)).bytes).equals(ciphertext))
    assert.ok(Buffer.from((await media.read({ encrypted: file }, 0, 1_000_000)).bytes).equals(picture))
    assert.equal(asked.length, 4)
  })

  test('cut off half way leaves nothing, and comes whole the next time', async (t) => {
    const { ciphertext, file } = await seal(picture)
    let isCut = true
    const { media } = await open(t, () => {
      if (!isCut) return ciphertext
      throw new HomeserverError('offline')
    })
    await assert.rejects(media.read({ encrypted: file }, 0, 1), failsAs('offline'))
    isCut = false
    assert.equal((await media.read({ encrypted: file }, 0, 1)).size, picture.byteLength)
  })

  test('that we sent ourselves is not fetched again', async (t) => {
    const { media, asked } = await open(t, () => new Uint8Array(0))
    const adopted = await media.adopt({ bytes: picture })
    const { file } = await seal(picture)
    media.uploaded(adopted.uri, file)
    for (const wanted of [{ encrypted: file }, { uri: adopted.uri, thumbnail: null }]) {
      assert.ok(Buffer.from((await media.read(wanted, 0, 1_000_000)).bytes).equals(picture))
    }
    assert.deepEqual(asked, [])
  })
})

test('200 MB are fetched, decrypted, kept and saved without ever being in memory', async (t) => {
  const piece = new Uint8Array(256 * 1024).fill(5)
  let most = 0
  async function* large(): AsyncGenerator<Uint8Array> {
    for (let sent = 0; sent < 800; sent += 1) {
      if (sent % 50 === 0) most = Math.max(most, heldBytes())
      yield piece
    }
  }
  const secret = newFileSecret()
  let sha256: Uint8Array = new Uint8Array(0)
  for await (const _part of encrypted(large(), secret, (hash) => { sha256 = hash })) continue
  const { media, folder } = await open(t, () => encrypted(large(), secret, () => undefined))
  const before = heldBytes()
  const saved = await media.saveTo({ encrypted: { ...secret, url, sha256 } }, join(folder, 'large'))
  assert.equal(saved.size, 800 * 256 * 1024)
  assert.equal(statSync(join(folder, 'large')).size, saved.size)
  assert.ok(most > 0 && most - before < 16 * 1024 * 1024, `grew by ${Math.round((most - before) / 1_048_576)} MB`)
})

describe('saving', () => {
  test('takes the place of an older file, and of what a link points to, and of nothing else', async (t) => {
    const { ciphertext, file } = await seal(picture)
    const { media, folder } = await open(t, () => ciphertext)
    const at = (name: string): string => join(folder, name)
    writeFileSync(at('old.png'), 'old')
    symlinkSync(at('old.png'), at('link.png'))
    await media.saveTo({ encrypted: file }, at('link.png'))
    assert.ok(readFileSync(at('old.png')).equals(picture))

    mkdirSync(at('folder'))
    const refused = (words: RegExp) => (error: unknown): boolean => failsAs('unwritable')(error) && words.test(String(error))
    await assert.rejects(media.saveTo({ encrypted: file }, at('folder')), refused(/something else than a file/u))
    await assert.rejects(media.saveTo({ encrypted: file }, '/dev/null'), refused(/something else than a file/u))
    await assert.rejects(media.saveTo({ encrypted: file }, at('nowhere/map.png')), refused(/folder does not exist/u))
    await assert.rejects(media.saveTo({ encrypted: file }, at('old.png/map.png')), refused(/folder does not exist/u))
    assert.deepEqual(readdirSync(folder).filter((name) => name.includes('.part')), [])
  })
})
