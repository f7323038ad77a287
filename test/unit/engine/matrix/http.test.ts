import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { HomeserverError, type HomeserverErrorCode } from '../../../../main/engine/matrix/errors.ts'
import { Http } from '../../../../main/engine/matrix/http.ts'
import { path } from '../../../../main/engine/matrix/path.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'
import { json, refusal, scriptedServer, silence, text, type Answer } from './scripted-server.ts'

const whoAmI = path`/_matrix/client/v3/account/whoami`
const get = { method: 'GET', path: whoAmI } as const

type Expected = { readonly [K in keyof HomeserverError]?: HomeserverError[K] | undefined }

const rejectsWith = (promise: Promise<unknown>, code: HomeserverErrorCode, more: Expected = {}) =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof HomeserverError, String(error))
    assert.equal(error.code, code)
    for (const [key, value] of Object.entries(more)) assert.deepEqual(Reflect.get(error, key), value, key)
    return true
  })

describe('a request', () => {
  test('carries its query, its body and the token it was given', async (t) => {
    const server = await scriptedServer(t)
    server.answer(json({ ok: true }))
    const http = new Http({ baseUrl: server.url })
    const target = path`/_matrix/client/v3/rooms/${'!a/b?c#d:x'}/state/${'m.room.name'}/${''}`
    const query = { via: ['one', 'two'], limit: 3, full: true, absent: undefined }
    assert.deepEqual(await http.json({ method: 'PUT', path: target, query, body: { name: 'ü', gone: undefined } }, 'the-token'), {
      ok: true,
    })
    const [seen] = server.seen
    assert.equal(seen?.method, 'PUT')
    assert.equal(seen.url, '/_matrix/client/v3/rooms/!a%2Fb%3Fc%23d%3Ax/state/m.room.name/?via=one&via=two&limit=3&full=true')
    assert.equal(seen.headers.authorization, 'Bearer the-token')
    assert.equal(seen.body, '{"name":"ü"}')
  })

  test('sends no token unless it is given one', async (t) => {
    const server = await scriptedServer(t)
    server.answer(json({}))
    await new Http({ baseUrl: server.url }).json(get)
    assert.equal(server.seen[0]?.headers.authorization, undefined)
  })

  test('keeps the path of its base URL', async (t) => {
    const server = await scriptedServer(t)
    server.answer(json({}))
    await new Http({ baseUrl: `${server.url}/matrix` }).json(get)
    assert.equal(server.seen[0]?.url, '/matrix/_matrix/client/v3/account/whoami')
  })

  test('cannot be led out of the homeserver by a name made of dots', async (t) => {
    const server = await scriptedServer(t)
    const names = ['..', '.']
    for (const name of names) {
      await assert.rejects(
        async () => new Http({ baseUrl: server.url }).json({ method: 'GET', path: path`/_matrix/client/v3/${name}` }),
        {
          code: 'bad-request',
        },
      )
    }
    const hostile = ['../../secret', '%2e%2e', '..%2f..', '\\..\\', '\ud800']
    server.answer(json({}))
    for (const name of hostile)
      await new Http({ baseUrl: server.url }).json({ method: 'GET', path: path`/_matrix/client/v3/x/${name}/y` })
    for (const { url } of server.seen) assert.match(url, /^\/_matrix\/client\/v3\/x\/[^/]+\/y$/)
    assert.equal(server.seen.length, hostile.length)
  })

  test('never follows a redirect, with or without a token', async (t) => {
    const elsewhere = await scriptedServer(t)
    elsewhere.answer(json({}))
    const server = await scriptedServer(t)
    server.answer(text('', 302, { location: `${elsewhere.url}/_matrix/client/v3/account/whoami` }))
    await rejectsWith(new Http({ baseUrl: server.url }).json(get, 'the-token'), 'redirected', { status: 302 })
    assert.equal(elsewhere.seen.length, 0)
  })
})

describe('a refusal', () => {
  const cases: readonly [name: string, answer: Answer, code: HomeserverErrorCode, more?: Expected][] = [
    [
      'a soft logout',
      refusal(401, 'M_UNKNOWN_TOKEN', { soft_logout: true }),
      'unknown-token',
      { isSoftLogout: true, isRetryable: false },
    ],
    ['the end of a session', refusal(401, 'M_UNKNOWN_TOKEN'), 'unknown-token', { isSoftLogout: false }],
    ['soft_logout of a wrong type', refusal(401, 'M_UNKNOWN_TOKEN', { soft_logout: 'true' }), 'unknown-token', { isSoftLogout: false }],
    ['a locked account', refusal(401, 'M_USER_LOCKED', { soft_logout: true }), 'user-locked', { isSoftLogout: true }],
    ['not allowed', refusal(403, 'M_FORBIDDEN'), 'forbidden', { status: 403, errcode: 'M_FORBIDDEN', isRetryable: false }],
    ['not found', refusal(404, 'M_NOT_FOUND'), 'not-found'],
    ['no such endpoint', refusal(404, 'M_UNRECOGNIZED'), 'unsupported'],
    ['no such method', refusal(405, 'M_UNRECOGNIZED'), 'unsupported'],
    ['a page instead of an endpoint', text('<h1>Not found</h1>', 404), 'unsupported'],
    ['a forgotten position', refusal(400, 'M_UNKNOWN_POS'), 'unknown-pos'],
    ['too large', refusal(413, 'M_TOO_LARGE'), 'too-large'],
    ['too large, says a proxy', text('', 413), 'too-large'],
    ['bad JSON from us', refusal(400, 'M_BAD_JSON'), 'bad-request'],
    ['an alias in use', refusal(400, 'M_ROOM_IN_USE'), 'conflict'],
    ['a deactivated account', refusal(403, 'M_USER_DEACTIVATED'), 'user-deactivated'],
    ['a full server', refusal(403, 'M_RESOURCE_LIMIT_EXCEEDED', { admin_contact: 'a' }), 'limit-reached'],
    ['a broken server', refusal(500, 'M_UNKNOWN'), 'server-error', { isRetryable: true }],
    ['a server that cannot reach another one', refusal(502, 'M_UNKNOWN'), 'server-error'],
    ['a proxy without its server', text('<h1>Bad gateway</h1>', 502), 'offline', { isRetryable: true, isUnreachable: true }],
    ['a network that wants a sign-in', text('<h1>Welcome</h1>', 511), 'not-matrix', { isUnreachable: true }],
    ['a web page where JSON should be', text('<!doctype html><title>Welcome</title>'), 'not-matrix', { isRetryable: true }],
    ['half a document', text('{"a":', 200, { 'content-type': 'application/json' }), 'bad-response'],
    ['an array where an object should be', json([]), 'bad-response'],
    ['a hostile error', json({ errcode: { toString: 1 }, error: ['x'], retry_after_ms: '5', __proto__: 1 }, 400), 'bad-request'],
  ]
  for (const [name, answer, code, more] of cases) {
    test(`is understood: ${name}`, async (t) => {
      const server = await scriptedServer(t)
      server.answer(answer)
      await rejectsWith(new Http({ baseUrl: server.url }).json(get), code, more)
    })
  }

  test("shows the server's words without control characters and marks that turn text round", async (t) => {
    const server = await scriptedServer(t)
    server.answer(refusal(403, 'M_FORBIDDEN', { error: `no\u202e\u0007\n\n way ${'x'.repeat(5_000)}` }))
    await assert.rejects(new Http({ baseUrl: server.url }).json(get), (error) => {
      assert.ok(error instanceof Error)
      assert.match(error.message, /It says: no way x/)
      assert.ok(error.message.length < 600)
      return true
    })
  })
})

describe('a request for a pause', () => {
  const now = Date.UTC(2026, 10, 23, 12, 0, 0)
  const cases: readonly [name: string, headers: Record<string, string>, body: object, expected: number | undefined][] = [
    ['in seconds', { 'retry-after': '7' }, {}, 7_000],
    ['as a date', { 'retry-after': 'Mon, 23 Nov 2026 12:00:30 GMT' }, {}, 30_000],
    ['as a date that has passed', { 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }, {}, 0],
    ['in the deprecated field', {}, { retry_after_ms: 1_500 }, 1_500],
    ['in both, where the header counts', { 'retry-after': '2' }, { retry_after_ms: 99_000 }, 2_000],
    ['in a header that makes no sense', { 'retry-after': 'soon' }, { retry_after_ms: 800 }, 800],
    ['of a century', { 'retry-after': '3153600000' }, {}, 86_400_000],
    ['of less than nothing', {}, { retry_after_ms: -5 }, 0],
    ['without a length', {}, {}, undefined],
  ]
  for (const [name, headers, body, expected] of cases) {
    test(`is heard: ${name}`, async (t) => {
      const server = await scriptedServer(t)
      server.answer(refusal(429, 'M_LIMIT_EXCEEDED', body, headers))
      const http = new Http({ baseUrl: server.url, clock: new ManualClock(now) })
      await rejectsWith(http.json(get), 'rate-limited', { retryAfterMs: expected, isRetryable: true })
    })
  }
})

describe('a request that takes too long', () => {
  test('ends when nothing comes for the time it may be silent', async (t) => {
    const server = await scriptedServer(t)
    server.answer(silence)
    const clock = new ManualClock()
    const asking = new Http({ baseUrl: server.url, clock }).json({ ...get, patience: { idleMs: 5_000, totalMs: 60_000 } })
    const failing = rejectsWith(asking, 'timeout')
    await clock.untilSleeping()
    await clock.advance(5_000)
    await failing
  })

  test('ends when an answer that keeps dribbling exceeds the whole time', async (t) => {
    const server = await scriptedServer(t)
    let dribble: (() => void) | undefined
    const begun = new Promise<void>((resolve) => {
      server.answer((response) => {
        dribble = () => void response.write(' ')
        response.writeHead(200, { 'content-type': 'application/json' })
        response.write(' ', () => resolve())
      })
    })
    const clock = new ManualClock()
    const asking = new Http({ baseUrl: server.url, clock }).json({ ...get, patience: { idleMs: 5_000, totalMs: 12_000 } })
    const failing = rejectsWith(asking, 'timeout')
    await begun
    for (let round = 0; round < 6; round += 1) {
      dribble?.()
      await clock.advance(2_000)
    }
    await failing
  })

  test('leaves no timer behind when it ends well', async (t) => {
    const server = await scriptedServer(t)
    server.answer(json({}))
    const clock = new ManualClock()
    await new Http({ baseUrl: server.url, clock }).json(get)
    await clock.advance(0)
    assert.deepEqual(clock.sleeping, [])
  })

  test('ends at once when its caller gives it up', async (t) => {
    const server = await scriptedServer(t)
    const controller = new AbortController()
    server.answer(() => controller.abort())
    await rejectsWith(new Http({ baseUrl: server.url }).json({ ...get, signal: controller.signal }), 'aborted', { isRetryable: false })
  })

  test('is not even sent when its caller has given it up already', async (t) => {
    const server = await scriptedServer(t)
    await rejectsWith(new Http({ baseUrl: server.url }).json({ ...get, signal: AbortSignal.abort() }), 'aborted')
    assert.equal(server.seen.length, 0)
  })
})

describe('an answer', () => {
  test('larger than allowed is not taken, also when it was folded up small', async (t) => {
    const server = await scriptedServer(t)
    const bomb = gzipSync(JSON.stringify({ a: 'x'.repeat(2_000_000) }))
    server.answer((response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
    await rejectsWith(new Http({ baseUrl: server.url }).json({ ...get, maxBytes: 1_000_000 }), 'too-large')
  })

  test('that breaks off is a failure of the network', async (t) => {
    const server = await scriptedServer(t)
    server.answer((response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('{"a":', () => response.destroy())
    })
    await rejectsWith(new Http({ baseUrl: server.url }).json(get), 'offline')
  })

  test('with a byte that is no UTF-8 is taken all the same', async (t) => {
    const server = await scriptedServer(t)
    server.answer((response) => response.end(Buffer.from([...Buffer.from('{"a":"'), 0xff, ...Buffer.from('"}')])))
    assert.deepEqual(await new Http({ baseUrl: server.url }).json(get), { a: '\ufffd' })
  })

  test('from nobody is offline, and keeps the cause for the log', async (t) => {
    const server = await scriptedServer(t)
    await server.stop()
    await assert.rejects(new Http({ baseUrl: server.url }).json(get), (error) => {
      assert.ok(error instanceof HomeserverError)
      assert.equal(error.code, 'offline')
      assert.ok(error.cause instanceof Error)
      return true
    })
  })

  test('whose certificate does not hold is insecure', async () => {
    const fetch = () =>
      Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('old'), { code: 'CERT_HAS_EXPIRED' }) }))
    await rejectsWith(new Http({ baseUrl: 'https://example.org', fetch }).json(get), 'insecure')
  })
})

describe('an upload', () => {
  async function* pieces() {
    yield Buffer.from('first ')
    yield Buffer.from('second')
  }
  const upload = { method: 'POST', path: path`/_matrix/media/v3/upload`, contentType: 'text/plain', length: 12, open: pieces } as const

  test('streams its pieces, tells its length before and its progress meanwhile', async (t) => {
    const server = await scriptedServer(t)
    server.answer(json({ content_uri: 'mxc://a/b' }))
    const progress: number[] = []
    await new Http({ baseUrl: server.url }).upload({ ...upload, onProgress: (sent) => progress.push(sent) })
    assert.equal(server.seen[0]?.body, 'first second')
    assert.equal(server.seen[0].headers['content-length'], '12')
    assert.equal(server.seen[0].headers['transfer-encoding'], undefined)
    assert.deepEqual(progress, [6, 12])
  })

  test('whose file cannot be read fails with the reason, and not as if the network were away', async (t) => {
    const server = await scriptedServer(t)
    const gone = new Error('ENOENT')
    const open = async function* () {
      yield Buffer.from('first ')
      throw gone
    }
    await assert.rejects(new Http({ baseUrl: server.url }).upload({ ...upload, open }), gone)
  })

  test('that is refused half-way lets go of its file', async (t) => {
    const server = await scriptedServer(t)
    await server.stop()
    let isOpen = false
    const open = async function* () {
      isOpen = true
      try {
        for (;;) yield Buffer.alloc(65_536)
      } finally {
        isOpen = false
      }
    }
    await rejectsWith(new Http({ baseUrl: server.url }).upload({ ...upload, length: 2 ** 40, open }), 'offline')
    assert.equal(isOpen, false)
  })
})

describe('a download', () => {
  const media = { path: path`/_matrix/client/v1/media/download/${'example.org'}/${'abc'}` }

  async function collect(body: AsyncIterable<Uint8Array>): Promise<string> {
    const pieces: Uint8Array[] = []
    for await (const piece of body) pieces.push(piece)
    return Buffer.concat(pieces).toString()
  }

  test('gives type, length and body', async (t) => {
    const server = await scriptedServer(t)
    server.answer(text('the file', 200, { 'content-type': 'text/plain', 'content-length': '8' }))
    const { contentType, length, body } = await new Http({ baseUrl: server.url }).download(media, 'the-token')
    assert.deepEqual({ contentType, length, text: await collect(body) }, { contentType: 'text/plain', length: 8, text: 'the file' })
  })

  test('follows the server to where the media lies, and leaves the token behind', async (t) => {
    const elsewhere = await scriptedServer(t)
    elsewhere.answer(text('the file'))
    const server = await scriptedServer(t)
    server.answer(text('', 307, { location: `${elsewhere.url}/file` }))
    const { body } = await new Http({ baseUrl: server.url }).download(media, 'the-token')
    assert.equal(await collect(body), 'the file')
    assert.equal(server.seen[0]?.headers.authorization, 'Bearer the-token')
    assert.equal(elsewhere.seen[0]?.headers.authorization, undefined)
  })

  test('does not run in circles', async (t) => {
    const server = await scriptedServer(t)
    server.answer(text('', 307, { location: '/again' }))
    await rejectsWith(new Http({ baseUrl: server.url }).download(media), 'bad-response')
    assert.ok(server.seen.length < 10)
  })

  test('never goes from https to http', async () => {
    const asked: string[] = []
    const fetch = async (url: unknown) => {
      asked.push(String(url))
      return new Response(null, { status: 307, headers: { location: 'http://example.org/file' } })
    }
    await rejectsWith(new Http({ baseUrl: 'https://example.org', fetch }).download(media), 'bad-response')
    assert.equal(asked.length, 1)
  })

  test('stops as soon as it is larger than allowed', async (t) => {
    const server = await scriptedServer(t)
    server.answer(text('x'.repeat(100_000)))
    const { body } = await new Http({ baseUrl: server.url }).download({ ...media, maxBytes: 10 })
    await rejectsWith(collect(body), 'too-large')
  })

  test('that the reader leaves early ends the connection', async (t) => {
    const server = await scriptedServer(t)
    const closed = new Promise<void>((resolve) => {
      server.answer((response) => {
        response.on('close', resolve)
        response.writeHead(200)
        response.write('x'.repeat(1_000))
      })
    })
    const { body } = await new Http({ baseUrl: server.url }).download(media)
    for await (const _ of body) break
    await closed
  })
})
