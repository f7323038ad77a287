import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readSessions, type BackedUpSession } from '../../../../../main/engine/crypto/backup/read-sessions.ts'
import { HomeserverError } from '../../../../../main/engine/matrix/errors.ts'
import { heldBytes } from '../../../../harness/held-memory.ts'

/** What is read of a text that comes in pieces of so many bytes. */
async function read(text: string, pieceBytes = 7): Promise<BackedUpSession[]> {
  const bytes = Buffer.from(text)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
  }
  return collect(pieces())
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<BackedUpSession[]> {
  const sessions: BackedUpSession[] = []
  for await (const session of readSessions(pieces)) sessions.push(session)
  return sessions
}

const backup = {
  etag: 'x "rooms": {"!no:x": {"sessions": {"no": {}}}}',
  rooms: {
    '!one:x': { sessions: { 'a/+="\\': { is_verified: true, session_data: { mac: '}]{["\\"', deep: [{ a: [] }] } }, b: { n: 1.5e3 } } },
    '!two:x': { other: { sessions: { no: {} } }, sessions: { ü: { text: '🌍 äöü' } } },
    '!empty:x': { sessions: {} },
  },
  more: [{ rooms: { '!no:x': { sessions: { no: {} } } } }],
}
const expected = [
  ['!one:x', 'a/+="\\', backup.rooms['!one:x'].sessions['a/+="\\']],
  ['!one:x', 'b', backup.rooms['!one:x'].sessions.b],
  ['!two:x', 'ü', backup.rooms['!two:x'].sessions.ü],
]
const flat = (sessions: readonly BackedUpSession[]) => sessions.map(({ roomId, sessionId, data }) => [roomId, sessionId, data])

describe('a backup that comes in pieces', () => {
  test('is read key by key, wherever the pieces end', async () => {
    for (const pieceBytes of [1, 2, 3, 7, 64, 10_000]) {
      assert.deepEqual(flat(await read(JSON.stringify(backup), pieceBytes)), expected, `pieces of ${pieceBytes}`)
      assert.deepEqual(flat(await read(JSON.stringify(backup, null, 2), pieceBytes)), expected, `spread out, pieces of ${pieceBytes}`)
    }
  })

  test('may be empty', async () => {
    assert.deepEqual(await read('{"rooms": {}}'), [])
    assert.deepEqual(await read('{}'), [])
  })

  test('that breaks off says so, after what came whole', async () => {
    const text = JSON.stringify(backup)
    for (const end of [0, 1, 50, text.length - 1]) {
      await assert.rejects(read(text.slice(0, end)), (error) => error instanceof HomeserverError && error.code === 'bad-response')
    }
  })

  test('gives nothing for rooms that are none, and null for keys that are too large or no objects', async () => {
    const rooms = { 'no room': { sessions: { a: {} } }, '!r:x': { sessions: { big: { x: 'y'.repeat(70_000) }, text: 'no', list: [1], good: { z: 1 } } } }
    assert.deepEqual(flat(await read(JSON.stringify({ rooms }), 4096)), [['!r:x', 'big', null], ['!r:x', 'good', { z: 1 }]])
  })

  test('does not stumble over names that mean something here', async () => {
    const text = '{"rooms": {"!r:x": {"sessions": {"__proto__": {"a": 1}, "constructor": {"b": 2}}}, "__proto__": {"sessions": {"c": {}}}}}'
    assert.deepEqual((await read(text)).map(({ sessionId }) => sessionId), ['__proto__', 'constructor'])
    assert.equal(Object.hasOwn(Object.prototype, 'a'), false)
  })

  test('with text or names without an end costs no memory', async () => {
    let yielded = 0
    let most = 0
    async function* endless() {
      yield Buffer.from('{"rooms": {"')
      for (; yielded < 200; yielded += 1) {
        if (yielded % 20 === 19) most = Math.max(most, heldBytes())
        yield Buffer.alloc(1 << 20, 'x')
      }
    }
    const before = heldBytes()
    await assert.rejects(collect(endless()), HomeserverError)
    assert.ok(most - before < 8 << 20, `${(most - before) >> 20} MB of ${yielded}`)
  })
})
