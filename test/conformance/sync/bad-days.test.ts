import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readSyncPosition } from '../../../main/engine/store/tables/sync-position.ts'
import type { SyncState } from '../../../main/engine/sync/sync-status.ts'
import { ManualClock } from '../../harness/manual-clock.ts'
import { World } from '../../harness/scripted-homeserver/world.ts'
import { protocols, setScene, type Device } from './device.ts'

// An hour of each, by a clock of the test's own: the loop asks again, but not often; it keeps its position, says what is wrong in one
// sentence, and goes on where it was when it is over.

const alice = '@alice:example.org'
const hall = '!hall:example.org'
const hourMs = 3_600_000
/** Once a second would be a load on a server in trouble; this is one in nine seconds. */
const mostRequests = 400

type Answer = (url: URL, init: RequestInit | undefined) => Response
type Trouble = { readonly answer: Answer; readonly says: RegExp; readonly connection?: SyncState['connection']; readonly isSlow?: true }

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Answer => () => Response.json(body, { status, headers })
const page = (status: number): Answer => () =>
  new Response('<html><body>Sign in to our network</body></html>', { status, headers: { 'content-type': 'text/html' } })
const limited = (more: object, headers = {}): Answer => json({ errcode: 'M_LIMIT_EXCEEDED', error: 'Too many requests', ...more }, 429, headers)
const unreachable = (code: string): Answer => () => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}
const breaking = (text: string): Answer => () => new Response(new ReadableStream({
  start(controller) {
    controller.enqueue(new TextEncoder().encode(text))
    controller.error(new TypeError('terminated', { cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }) }))
  },
}))

const away = /reach|connect/i
const troubles: Readonly<Record<string, Trouble>> = {
  '429 that names no time': { answer: limited({}), says: /./ },
  '429 that says "at once"': { answer: limited({ retry_after_ms: 0 }), says: /./ },
  '429 with a negative time': { answer: limited({ retry_after_ms: -60_000 }), says: /./ },
  '429 with a time that is no number': { answer: limited({ retry_after_ms: 'soon' }, { 'retry-after': 'presently' }), says: /./ },
  '429 with a date that is past': { answer: limited({}, { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }), says: /./ },
  '429 for a thousand years': { answer: limited({ retry_after_ms: 3e13 }), says: /./, isSlow: true },
  '500 with a page': { answer: page(500), says: /homeserver failed/ },
  '502 with a page': { answer: page(502), says: away },
  '503 in JSON': { answer: json({ errcode: 'M_UNKNOWN', error: 'Out of coffee' }, 503), says: /Out of coffee/ },
  'a sign-in page of the network, as 200': { answer: page(200), says: /sign in first/ },
  'a sign-in page of the network, as a redirect': {
    answer: () => new Response(null, { status: 302, headers: { location: 'http://portal.example/' } }), says: /elsewhere/,
  },
  'a sign-in page of the network, as 511': { answer: page(511), says: /sign in first/ },
  'no such name': { answer: unreachable('ENOTFOUND'), says: away },
  'a name server that is away': { answer: unreachable('EAI_AGAIN'), says: away },
  'nobody there': { answer: unreachable('ECONNREFUSED'), says: away },
  'no route': { answer: unreachable('ENETUNREACH'), says: away },
  'connections that are cut': { answer: unreachable('ECONNRESET'), says: away },
  'a certificate that ran out': { answer: unreachable('CERT_HAS_EXPIRED'), says: /clock of this computer/ },
  'a certificate of somebody else': { answer: unreachable('ERR_TLS_CERT_ALTNAME_INVALID'), says: /prove who it is/ },
  'a protocol that is no TLS': { answer: unreachable('ERR_SSL_WRONG_VERSION_NUMBER'), says: away },
  'answers cut half way': { answer: breaking('{"pos":"p9","next_batch":"s9","rooms":{"!x:exam'), says: away },
  'answers that end in the middle': { answer: () => new Response('{"pos":"p9","next_batch":"s9","roo'), says: /makes no sense/ },
  'answers without a position': { answer: json({}), says: /makes no sense/ },
  'an answer that is a list': { answer: json([]), says: /makes no sense/ },
  'a locked account': { answer: json({ errcode: 'M_USER_LOCKED', error: 'No', soft_logout: true }, 401), says: /locked/ },
  '403': { answer: json({ errcode: 'M_FORBIDDEN', error: 'Not you' }, 403), says: /Not you/ },
  'an endpoint that is gone': { answer: json({ errcode: 'M_UNRECOGNIZED' }, 404), says: /cannot do this/ },
}

/** Lets so much time pass; whatever can go on meanwhile goes on. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  const stepMs = 1_000
  for (let passed = 0; passed < ms; passed += stepMs) {
    await clock.advance(stepMs)
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }
}

const untilSaid = (device: Device, body: string): Promise<void> => new Promise((resolve) => {
  const look = (): boolean => {
    if (!device.said(hall).includes(body)) return false
    resolve()
    return true
  }
  if (look()) return
  const off = device.store.onChange(() => { if (look()) off() })
})

/** A device that was in step with its server until everything it asks gets `answer`. */
async function inTrouble(t: Parameters<typeof setScene>[0], protocol: 'sliding' | 'v2') {
  const world = new World()
  const clock = new ManualClock()
  let answer: Answer | null = null
  let asked = 0
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (answer === null) return globalThis.fetch(input, init)
    asked += 1
    return answer(new URL(String(input)), init)
  }
  const { device } = await setScene(t, world, { protocol, clock, fetch })
  world.room(hall).say(alice, 'before')
  await device.sync.catchUp()
  const positionOf = () => device.store.read((reader) => readSyncPosition(reader, protocol)).position
  return {
    world, clock, device, positionOf,
    asked: () => asked,
    begin: (with_: Answer) => { answer = with_ },
    heal: () => { answer = null },
  }
}

for (const protocol of protocols) {
  describe(`an hour of trouble, by ${protocol}`, () => {
    for (const [name, { answer, says, connection = 'offline', isSlow }] of Object.entries(troubles)) {
      test(name, async (t) => {
        const { world, clock, device, positionOf, asked, begin, heal } = await inTrouble(t, protocol)
        const before = positionOf()
        begin(answer)
        device.sync.start()
        await pass(clock, hourMs)
        assert.ok(asked() <= mostRequests && asked() >= (isSlow ? 1 : 20), `${asked()} requests`)
        const { state } = device.sync
        assert.equal(state.connection, connection)
        assert.match(state.reason ?? '', says)
        assert.doesNotMatch(state.reason ?? '', /undefined|\[object|fetch failed/)
        assert.ok(state.retryAt !== null && state.retryAt > clock.now() - 1_000)
        assert.equal(positionOf(), before)
        heal()
        world.room(hall).say(alice, 'after')
        // As when somebody presses "try now".
        device.connectivity.wake()
        device.sync.wake()
        await untilSaid(device, 'after')
        assert.deepEqual(device.said(hall), ['before', 'after'])
      })
    }

    test('of empty answers that come at once, to questions that may wait', async (t) => {
      const { clock, device, asked, begin } = await inTrouble(t, protocol)
      let count = 0
      begin(() => Response.json({ pos: `p${count += 1}`, next_batch: `s${count}`, lists: { all: { count: 1 } }, rooms: {} }))
      device.sync.start()
      await pass(clock, hourMs)
      assert.ok(asked() <= mostRequests && asked() >= 20, `${asked()} requests`)
      assert.equal(device.sync.state.connection, 'online')
    })

    test('of positions that are forgotten a moment after they were given', async (t) => {
      const { clock, device, asked, begin } = await inTrouble(t, protocol)
      const unknown = protocol === 'sliding' ? 'M_UNKNOWN_POS' : 'M_INVALID_PARAM'
      let count = 0
      begin(({ searchParams: query }) => {
        const from = query.get('pos') ?? query.get('since')
        count += 1
        // Every second one of them is good for one question.
        if (from !== null && (count % 2 === 0 || !from.startsWith('given'))) return Response.json({ errcode: unknown, error: 'Who?' }, { status: 400 })
        return Response.json({ pos: `given${count}`, next_batch: `given${count}`, lists: { all: { count: 0 } }, rooms: {} })
      })
      device.sync.start()
      await pass(clock, hourMs)
      assert.ok(asked() <= mostRequests * 2 && asked() >= 20, `${asked()} requests`)
      assert.deepEqual(device.said(hall), ['before'])
    })
  })
}
