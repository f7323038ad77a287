import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RoomId, UserId } from '../../../../preload/contract/ids.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import { Http } from '../../../../main/engine/matrix/http.ts'
import { slidingSync } from '../../../../main/engine/matrix/sliding-sync.ts'
import { sync } from '../../../../main/engine/matrix/sync.ts'
import { V2Protocol } from '../../../../main/engine/sync/v2-protocol.ts'

const rooms = 600
const event = (room: number, at: number) =>
  ({ event_id: `$${room}-${at}`, type: 'm.room.message', sender: '@mira:example.org', origin_server_ts: 1, content: { body: 'x'.repeat(300) } })
const timeline = (room: number) => Array.from({ length: 20 }, (_, at) => event(room, at))
const roomIds = Array.from({ length: rooms }, (_, room) => `!${room}:example.org`)

/** Some 5 MB each. */
const v2 = JSON.stringify({
  next_batch: 's1', rooms: { join: Object.fromEntries(roomIds.map((roomId, room) => [roomId, { timeline: { events: timeline(room) } }])) },
})
const sliding = JSON.stringify({ pos: 'p1', rooms: Object.fromEntries(roomIds.map((roomId, room) => [roomId, { timeline: timeline(room) }])) })

/** A homeserver whose answer is there at once and whole, so that nobody waits for it. */
const answering = (body: string) =>
  new Http({ baseUrl: 'https://example.org', fetch: () => Promise.resolve(new Response(body, { headers: { 'content-type': 'application/json' } })) })

/** How often others had their turn while `work` went on. */
async function turnsDuring<Result>(work: () => Promise<Result>): Promise<{ readonly result: Result; readonly turns: number }> {
  let turns = 0
  let isOver = false
  const count = (): void => {
    turns += 1
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  const result = await work()
  isOver = true
  return { result, turns }
}

const anyone = { userId: '@me:example.org' as UserId, deviceId: 'D', homeserver: 'https://example.org' } as ConstructorParameters<typeof V2Protocol>[0]['me']
const never = new AbortController().signal
const nothing = { position: null, toDevice: null, connection: 0, isComplete: false }

describe('a large answer', () => {
  test('of /sync is read in many turns', async () => {
    const { result, turns } = await turnsDuring(() => sync(answering(v2), { timeoutMs: 0 }))
    assert.equal(result.joined.size, rooms)
    assert.equal(result.joined.get('!599:example.org' as RoomId)?.timeline.events.length, 20)
    assert.ok(turns >= v2.length / (256 * 1024), `${turns}`)
  })

  test('of sliding sync is, too', async () => {
    const { result, turns } = await turnsDuring(() => slidingSync(answering(sliding), { timeoutMs: 0, lists: {}, extensions: {} }))
    assert.equal(result.rooms.get('!7:example.org' as RoomId)?.timeline.length, 20)
    assert.ok(turns >= sliding.length / (256 * 1024), `${turns}`)
  })

  test('is prepared in many turns, too', async () => {
    const asked = () => new V2Protocol({ homeserver: answering(v2), me: anyone, log: silentLog })
      .ask({ from: nothing, mayWait: false, openRooms: [], signal: never })
    const read = await turnsDuring(() => sync(answering(v2), { timeoutMs: 0 }))
    const { result, turns } = await turnsDuring(asked)
    assert.equal(result.rooms.length, rooms)
    assert.ok(turns - read.turns >= rooms * 20 / 800, `${turns} after ${read.turns}`)
  })

  test('that breaks in a room or between rooms, or is too large, is refused as a small one', async () => {
    const codeOf = (body: string): Promise<unknown> =>
      sync(answering(body), { timeoutMs: 0 }).then(() => null, (error: unknown) => error instanceof HomeserverError ? error.code : error)
    assert.equal(await codeOf(v2.slice(0, v2.length / 2)), 'bad-response')
    assert.equal(await codeOf(v2.replace('"!300:example.org":{', '"!300:example.org":{{')), 'bad-response')
    assert.equal(await codeOf(`${v2}}`), 'bad-response')
    assert.equal(await codeOf('<html>'), 'not-matrix')
    assert.equal(await codeOf('[]'), 'bad-response')
    assert.equal(await codeOf('{}'), 'bad-response')
  })
})
