import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import type { Homeserver } from '../../../../main/engine/matrix/homeserver.ts'
import { MediaDatabase } from '../../../../main/engine/media/media-database.ts'
import { MediaError } from '../../../../main/engine/media/media-error.ts'
import { Media } from '../../../../main/engine/media/media.ts'
import { isInlineType } from '../../../../main/engine/media/media-type.ts'
import type { ContentUri } from '../../../../preload/contract/index.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

const key = new Uint8Array(32).fill(3)
const uri = 'mxc://example.org/picture' as ContentUri
const original = { uri, thumbnail: null }
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

type Served = { readonly asked: string[]; answer: () => Uint8Array }

/** A homeserver that has one file under every address. */
function serving(served: Served): Homeserver {
  const refuse = () => Promise.reject(new Error('not asked for in these tests'))
  return {
    baseUrl: 'https://example.org',
    json: refuse,
    upload: refuse,
    async download({ path }) {
      served.asked.push(String(path))
      const bytes = served.answer()
      return { contentType: 'text/html', length: bytes.byteLength, body: (async function* () { yield bytes })(), discard: () => undefined }
    },
  }
}

async function open(t: TestContext, served: Served, file?: string) {
  const folder = await tempFolderFor(t)
  const database = new MediaDatabase({ file: file ?? join(folder, 'media.db'), key, clock: systemClock, log: silentLog })
  t.after(() => database.dispose())
  const clock = new ManualClock()
  const versions = async () => ({ versions: ['v1.11'], features: new Set<string>() })
  return { media: new Media({ database, homeserver: serving(served), versions, clock }), database, folder, clock }
}

const pattern = (size: number) => Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) & 255)

describe('media', () => {
  test('is asked of the server once, however many want it at once and later', async (t) => {
    const served: Served = { asked: [], answer: () => png }
    const { media } = await open(t, served)
    await Promise.all([media.read(original, 0, 10), media.read(original, 0, 10), media.read(original, 5, 10)])
    await media.read(original, 0, 1)
    assert.equal(served.asked.length, 1)
  })

  test('is what its bytes are, whatever the server calls it', async (t) => {
    const { media } = await open(t, { asked: [], answer: () => png })
    assert.equal((await media.read(original, 0, 1)).mimetype, 'image/png')
    const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    const other = await open(t, { asked: [], answer: () => script })
    assert.equal(isInlineType((await other.media.read(original, 0, 1)).mimetype), false)
  })

  test('gives any range of a file of many chunks', async (t) => {
    const whole = pattern(700_001)
    const { media } = await open(t, { asked: [], answer: () => whole })
    for (const [from, length] of [
      [0, 700_001],
      [0, 1],
      [262_143, 2],
      [262_144, 262_144],
      [699_999, 100],
      [700_001, 5],
      [300_000, 300_000],
    ] as const) {
      const range = await media.read(original, from, length)
      assert.equal(range.size, whole.byteLength)
      assert.ok(Buffer.from(range.bytes).equals(whole.subarray(from, from + length)), `${from}+${length}`)
    }
  })

  test('lies in the database encrypted', async (t) => {
    const secret = Buffer.from('a picture of the treasure map, with words in it')
    const { media, folder } = await open(t, { asked: [], answer: () => secret })
    await media.read(original, 0, 1)
    for (const name of readdirSync(folder)) assert.equal(readFileSync(join(folder, name)).indexOf(secret), -1, name)
  })

  test('that the server does not have is not asked for again for a while', async (t) => {
    const served: Served = { asked: [], answer: () => { throw new HomeserverError('not-found') } }
    const { media, clock } = await open(t, served)
    const isMissing = (error: unknown) => error instanceof MediaError && error.code === 'not-found'
    await assert.rejects(media.read(original, 0, 1), isMissing)
    await assert.rejects(media.read(original, 0, 1), isMissing)
    assert.equal(served.asked.length, 1)
    await clock.advance(3_600_000)
    served.answer = () => png
    assert.equal((await media.read(original, 0, 1)).size, png.byteLength)
  })

  test('cut off half way leaves nothing behind, and comes whole the next time', async (t) => {
    const served: Served = { asked: [], answer: () => { throw new HomeserverError('offline') } }
    const { media } = await open(t, served)
    await assert.rejects(media.read(original, 0, 1), (error: unknown) => error instanceof MediaError && error.code === 'offline')
    served.answer = () => png
    assert.equal((await media.read(original, 0, 1)).size, png.byteLength)
  })

  test('is saved whole or not at all', async (t) => {
    const { media, folder } = await open(t, { asked: [], answer: () => png })
    await media.saveTo(original, join(folder, 'saved.png'))
    assert.ok(readFileSync(join(folder, 'saved.png')).equals(png))
    await assert.rejects(media.saveTo(original, join(folder, 'no such folder', 'saved.png')))
    assert.ok(!existsSync(join(folder, 'no such folder')))
  })

  test('that waits to be sent is read from here, outlives a restart, and becomes the server’s without being fetched', async (t) => {
    const served: Served = { asked: [], answer: () => png }
    const { media, database, folder } = await open(t, served)
    const adopted = await media.adopt({ bytes: png })
    assert.equal((await media.read({ uri: adopted.uri, thumbnail: null }, 0, 100)).mimetype, 'image/png')
    database.dispose()

    const again = await open(t, served, join(folder, 'media.db'))
    again.database.evict(0)
    const pieces: Uint8Array[] = []
    for await (const piece of (await again.media.original(adopted.uri)).open()) pieces.push(piece)
    assert.ok(Buffer.concat(pieces).equals(png))

    again.media.uploaded(adopted.uri, uri)
    assert.equal((await again.media.read({ uri, thumbnail: { width: 96, height: 96, method: 'crop' } }, 0, 1)).size, png.byteLength)
    // Who showed it while it waited still does.
    assert.equal((await again.media.read({ uri: adopted.uri, thumbnail: null }, 0, 1)).size, png.byteLength)
    assert.deepEqual(served.asked, [])
  })

  test('that nothing in the outbox wants any more is forgotten', async (t) => {
    const { media } = await open(t, { asked: [], answer: () => png })
    const [kept, dropped] = [await media.adopt({ bytes: png }), await media.adopt({ bytes: png })]
    media.keepOutgoing(new Set([kept.uri]))
    assert.equal((await media.original(kept.uri)).size, png.byteLength)
    await assert.rejects(media.original(dropped.uri), MediaError)
  })

  test('above the quota goes, least used first', async (t) => {
    const { media, database, clock } = await open(t, { asked: [], answer: () => pattern(1000) })
    const uris = ['a', 'b', 'c'].map((id) => `mxc://example.org/${id}` as ContentUri)
    for (const one of uris) {
      await media.read({ uri: one, thumbnail: null }, 0, 1)
      await clock.advance(1000)
    }
    database.evict(2000)
    assert.deepEqual(uris.map((one) => database.find(one, '', clock.now()) !== undefined), [false, true, true])
  })
})
