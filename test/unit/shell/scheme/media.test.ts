import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Failure } from '../../../../preload/contract/index.ts'
import { serveMedia, type MediaParams } from '../../../../main/shell/scheme/media.ts'
import type { Served } from '../../../../main/shell/scheme/served.ts'

const url = 'causeway-media://media/something'

/** Serves `content` and keeps which parts were asked for. */
function setUp(content: Uint8Array, mimetype: string) {
  const asked: MediaParams[] = []
  const serve = serveMedia(async (_method, params) => {
    asked.push(params)
    return { ok: true, value: { mimetype, size: content.length, bytes: content.subarray(params.from, params.from + params.length) } }
  })
  return { asked, get: (range?: string, method = 'GET') => serve({ url, method, range }) }
}

async function bytesOf({ body }: Served): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  assert.ok(!(body instanceof Uint8Array), 'a film would be whole in memory')
  for await (const piece of body ?? []) pieces.push(piece)
  return Buffer.concat(pieces)
}

const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at % 251)

describe('media', () => {
  test('is served whole, with its type and length', async () => {
    const content = counting(1000)
    const served = await setUp(content, 'image/png').get()
    assert.deepEqual([served.status, served.headers['content-type'], served.headers['content-length']], [200, 'image/png', '1000'])
    assert.deepEqual(await bytesOf(served), Buffer.from(content))
  })

  test('that is large is read piece by piece, and only as far as it is wanted', async () => {
    const content = counting(3 * 1024 * 1024 + 5)
    const { asked, get } = setUp(content, 'video/mp4')
    const served = await get('bytes=0-')
    assert.equal(asked.length, 1)
    assert.deepEqual(await bytesOf(served), Buffer.from(content))
    assert.deepEqual(asked.map(({ from, length }) => [from, length]), [
      [0, 1048576], [1048576, 1048576], [2097152, 1048576], [3145728, 5],
    ])
  })

  test('is served in parts', async () => {
    const content = counting(1000)
    const served = await setUp(content, 'video/mp4').get('bytes=100-199')
    assert.deepEqual([served.status, served.headers['content-range'], served.headers['content-length']], [206, 'bytes 100-199/1000', '100'])
    assert.deepEqual(await bytesOf(served), Buffer.from(content.subarray(100, 200)))
  })

  test('is served from its end', async () => {
    const content = counting(1000)
    const served = await setUp(content, 'audio/mpeg').get('bytes=-10')
    assert.equal(served.headers['content-range'], 'bytes 990-999/1000')
    assert.deepEqual(await bytesOf(served), Buffer.from(content.subarray(990)))
  })

  test('beyond its end is refused with its size', async () => {
    const { status, headers, body } = await setUp(counting(10), 'video/mp4').get('bytes=10-')
    assert.deepEqual([status, headers['content-range'], body], [416, 'bytes */10', null])
  })

  test('of no length is served as nothing', async () => {
    const served = await setUp(counting(0), 'image/png').get()
    assert.deepEqual([served.status, await bytesOf(served)], [200, Buffer.alloc(0)])
  })

  const notDrawn = [
    'image/svg+xml', 'text/html', 'application/xhtml+xml', 'application/pdf', 'text/javascript', 'image/png, text/html', 'IMAGE/SVG+XML',
    '', 'nonsense',
  ]
  for (const type of notDrawn) {
    test(`of type ${JSON.stringify(type)} is bytes to be saved, and nothing that is drawn`, async () => {
      const { headers } = await setUp(counting(10), type).get()
      assert.deepEqual([headers['content-type'], headers['content-disposition']], ['application/octet-stream', 'attachment'])
    })
  }

  test('keeps its type without parameters, and is never sniffed nor a document', async () => {
    const { headers } = await setUp(counting(10), 'Image/JPEG; name="x.html"').get()
    assert.equal(headers['content-type'], 'image/jpeg')
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox")
  })

  const failures: readonly (readonly [Failure['code'], number])[] = [
    ['not-found', 404], ['bad-input', 400], ['offline', 504], ['timeout', 504], ['forbidden', 403], ['too-large', 413], ['bug', 502],
  ]
  for (const [code, status] of failures) {
    test(`that fails with ${code} is a ${status}, and is not kept`, async () => {
      const served = await serveMedia(async () => ({ ok: false, failure: { code, message: '' } }))({ url, method: 'GET', range: undefined })
      assert.deepEqual([served.status, served.headers['cache-control'], served.body], [status, 'no-store', null])
    })
  }

  test('that the engine garbles is an error, not a crash', async () => {
    const serve = serveMedia(async () => ({ ok: true, value: { mimetype: 'image/png', size: '10', bytes: 'x' } }))
    assert.equal((await serve({ url, method: 'GET', range: undefined })).status, 502)
  })

  test('that breaks off half way breaks off for the window too', async () => {
    const content = counting(2 * 1024 * 1024)
    const serve = serveMedia(async (_method, { from, length }) => from === 0
      ? { ok: true, value: { mimetype: 'video/mp4', size: content.length, bytes: content.subarray(0, length) } }
      : { ok: false, failure: { code: 'offline', message: 'The server is away.' } })
    const served = await serve({ url, method: 'GET', range: undefined })
    await assert.rejects(bytesOf(served), /away/)
  })
})
