import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RoomId, UserId } from '../../../preload/contract/index.ts'
import { HomeserverError } from '../../../main/engine/matrix/errors.ts'
import type { SyncState } from '../../../main/engine/sync/sync-status.ts'
import { systemClock } from '../../../main/engine/base/clock.ts'
import { eventually } from '../../harness/eventually.ts'
import { ManualClock } from '../../harness/manual-clock.ts'
import { World } from '../../harness/scripted-homeserver/world.ts'
import { protocols, setScene, type Device } from './device.ts'

const alice = '@alice:example.org'
const hall = '!hall:example.org'

const until = (device: Device, isMet: (state: SyncState) => boolean): Promise<void> => new Promise((resolve) => {
  if (isMet(device.sync.state)) return resolve()
  const off = device.sync.onState((state) => {
    if (!isMet(state)) return
    off()
    resolve()
  })
})

const untilSaid = (device: Device, body: string): Promise<void> => new Promise((resolve) => {
  if (device.said(hall).includes(body)) return resolve()
  const off = device.store.onChange(() => {
    if (!device.said(hall).includes(body)) return
    off()
    resolve()
  })
})

for (const protocol of protocols) {
  describe(`the loop, by ${protocol}`, () => {
    test('hears of news as they happen, with one question in flight', async (t) => {
      const world = new World()
      const { homeserver, device } = await setScene(t, world, { protocol })
      const room = world.room(hall)
      let inFlight = 0
      let most = 0
      const json = device.homeserver.json.bind(device.homeserver)
      Object.assign(device.homeserver, {
        json: async (request: Parameters<typeof json>[0]) => {
          most = Math.max(most, ++inFlight)
          return json(request).finally(() => { inFlight -= 1 })
        },
      })
      device.sync.start()
      for (const body of ['one', 'two', 'three']) {
        room.say(alice, body)
        await untilSaid(device, body)
      }
      await device.sync.catchUp()
      assert.equal(most, 1)
      assert.ok(homeserver.requests.some((path) => path.includes('timeout=30000')))
    })

    test('tells who types, and forgets it with the connection', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall)
      device.sync.start()
      await device.sync.catchUp()
      const heard = (): Promise<RoomId> => new Promise((resolve) => {
        const off = device.sync.onTyping((roomId) => {
          off()
          resolve(roomId)
        })
      })
      const began = heard()
      room.type(alice, device.me.userId)
      assert.equal(await began, hall)
      assert.deepEqual(device.sync.typing(hall as RoomId), [alice as UserId])
      const ended = heard()
      room.type()
      await ended
      assert.deepEqual(device.sync.typing(hall as RoomId), [])
    })

    test('says that the server is away, tries again with patience, and goes on where it was', async (t) => {
      const world = new World()
      const clock = new ManualClock()
      const { homeserver, device } = await setScene(t, world, { protocol, clock })
      const room = world.room(hall)
      device.sync.start()
      await device.sync.catchUp()
      await clock.advance(1_000)
      homeserver.interfere = () => ({ status: 502, body: 'Bad gateway' })
      room.say(alice, 'while you were out')
      await until(device, ({ connection }) => connection === 'offline')
      const { retryAt, reason } = device.sync.state
      assert.ok(retryAt !== null && retryAt > clock.now() && reason !== null)
      const asked = homeserver.requests.length

      homeserver.interfere = () => null
      assert.equal(homeserver.requests.length, asked)
      await clock.advance(60_000)
      await untilSaid(device, 'while you were out')
      await until(device, ({ connection }) => connection === 'online')
      assert.deepEqual([device.sync.state.retryAt, device.sync.state.reason], [null, null])
    })

    test("finds out soon that the server is there, when it was another's request that got no answer", async (t) => {
      const clock = new ManualClock()
      const { homeserver, device } = await setScene(t, new World(), { protocol, clock })
      device.sync.start()
      await device.sync.catchUp()
      await clock.advance(1_000)
      const asked = homeserver.requests.length
      device.connectivity.failed(new HomeserverError('offline'), clock.now())
      assert.equal(device.sync.state.connection, 'offline')
      await clock.advance(1_000)
      await until(device, ({ connection }) => connection === 'online')
      assert.ok(homeserver.requests.length > asked)
    })

    test('a session that the server ended keeps everything, and can be taken up again', async (t) => {
      const world = new World()
      const { homeserver, device } = await setScene(t, world, { protocol })
      const room = world.room(hall)
      room.say(alice, 'kept')
      await device.sync.catchUp()
      homeserver.interfere = () => ({ status: 401, body: { errcode: 'M_UNKNOWN_TOKEN', soft_logout: true } })
      device.sync.start()
      await until(device, ({ connection }) => connection === 'signed-out')
      await assert.rejects(device.sync.catchUp(), { code: 'unknown-token' })
      assert.deepEqual(device.said(hall), ['kept'])

      homeserver.interfere = () => null
      room.say(alice, 'and more')
      device.sync.start()
      await untilSaid(device, 'and more')
    })

    test('waits as long as the server asks for', async (t) => {
      const world = new World()
      const clock = new ManualClock()
      const { homeserver, device } = await setScene(t, world, { protocol, clock })
      world.room(hall).say(alice, 'late')
      homeserver.interfere = () => ({ status: 429, body: { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 40_000 } })
      const caughtUp = device.sync.catchUp()
      await until(device, ({ connection }) => connection === 'offline')
      assert.equal(device.sync.state.retryAt, clock.now() + 40_000)
      homeserver.interfere = () => null
      await clock.advance(40_000)
      await caughtUp
      assert.deepEqual(device.said(hall), ['late'])
    })

    test('catching up fails at once where there is no server, and when it is called off', async (t) => {
      const world = new World()
      const { homeserver, device } = await setScene(t, world, { protocol })
      await homeserver.dispose()
      await assert.rejects(device.sync.catchUp(), { code: 'offline' })
      await assert.rejects(device.sync.catchUp(AbortSignal.abort()), { code: 'aborted' })
    })

    test('several may wait for the same news, while the loop runs or not', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall)
      room.say(alice, 'one')
      assert.equal((await Promise.all([device.sync.catchUp(), device.sync.catchUp()])).length, 2)
      device.sync.start()
      room.say(alice, 'two')
      await Promise.all([device.sync.catchUp(), device.sync.catchUp()])
      assert.deepEqual(device.said(hall), ['one', 'two'])
      await device.sync.stop()
      room.say(alice, 'three')
      await device.sync.catchUp()
      assert.deepEqual(device.said(hall), ['one', 'two', 'three'])
    })

    test('a first sync says how far it is, and then that it is done', async (t) => {
      const world = new World()
      for (let count = 0; count < 150; count += 1) world.room(`!${count}:example.org`, { name: `Room ${count}` })
      const { device } = await setScene(t, world, { protocol })
      const progress: SyncState['firstSync'][] = []
      device.sync.onState(({ firstSync }) => progress.push(firstSync))
      await device.sync.catchUp()
      const told = progress.filter((one) => one !== null && one.total > 0)
      assert.deepEqual(progress[0], { done: 0, total: 0 })
      const isGrowing = told.every((one, at) => one?.total === 150 && one.done >= (told[at - 1]?.done ?? 1))
      assert.ok(told.length > 1 && isGrowing, JSON.stringify(told))
      assert.equal(device.sync.state.firstSync, null)
    })
  })
}

describe('the choice of a protocol', () => {
  const asked = (requests: readonly string[], part: string) => requests.filter((path) => path.includes(part)).length

  test('is sliding sync where the server has it, and /sync elsewhere', async (t) => {
    for (const hasSlidingSync of [true, false]) {
      const { homeserver, device } = await setScene(t, new World())
      homeserver.hasSlidingSync = hasSlidingSync
      await device.sync.catchUp()
      assert.deepEqual(
        [asked(homeserver.requests, 'simplified_msc3575/sync') > 0, asked(homeserver.requests, 'v3/sync') > 0],
        [hasSlidingSync, !hasSlidingSync],
      )
    }
  })

  test('falls back to /sync where sliding sync is named and then refused', async (t) => {
    const world = new World()
    world.room(hall).say(alice, 'all the same')
    const { homeserver, device } = await setScene(t, world)
    homeserver.interfere = ({ path }) => (path.includes('msc3575') ? { status: 404, body: { errcode: 'M_UNRECOGNIZED' } } : null)
    await device.sync.catchUp()
    assert.deepEqual(device.said(hall), ['all the same'])
  })
})

describe('sliding sync', () => {
  test('asks for the rooms last active first, and for all of them in the end', async (t) => {
    const world = new World()
    for (let count = 0; count < 150; count += 1) world.room(`!${count}:example.org`, { name: `Room ${count}` })
    const { device } = await setScene(t, world, { protocol: 'sliding' })
    const ranges: unknown[] = []
    const json = device.homeserver.json.bind(device.homeserver)
    Object.assign(device.homeserver, {
      json: (request: Parameters<typeof json>[0]) => {
        ranges.push(JSON.stringify((request.body as { lists?: { all?: { ranges?: unknown } } } | undefined)?.lists?.all?.ranges))
        return json(request)
      },
    })
    await device.sync.catchUp()
    assert.deepEqual(ranges.slice(0, 3), ['[[0,19]]', '[[0,119]]', '[[0,219]]'])
    assert.equal(device.store.read((reader) => reader.all('SELECT 1 FROM room')).length, 150)
  })

  test('asks for more of a room as soon as it is opened', async (t) => {
    const world = new World()
    const room = world.room(hall)
    for (let count = 1; count <= 40; count += 1) room.say(alice, `message ${count}`)
    const { device } = await setScene(t, world, { protocol: 'sliding' })
    device.sync.start()
    await device.sync.catchUp()
    const bodies: unknown[] = []
    const json = device.homeserver.json.bind(device.homeserver)
    const asked = new Promise<void>((resolve) => {
      Object.assign(device.homeserver, {
        json: (request: Parameters<typeof json>[0]) => {
          bodies.push(request.body?.['room_subscriptions'])
          resolve()
          return json(request)
        },
      })
    })
    device.sync.setVisible({ openRooms: [hall as RoomId] })
    await asked
    assert.deepEqual(Object.keys(bodies[0] as object), [hall])
  })

  test('asks for the room in which somebody stays, and for none that is passed by', async (t) => {
    const world = new World()
    const rooms = ['one', 'two', 'three', 'four'].map((name) => `!${name}:example.org` as RoomId)
    for (const room of rooms) world.room(room).say(alice, 'hello')
    const { homeserver, device } = await setScene(t, world, { protocol: 'sliding', clock: systemClock })
    device.sync.start()
    await eventually('the server waits for news', async () => homeserver.requests.some((path) => path.includes('timeout=30000')))
    const asked: string[][] = []
    const json = device.homeserver.json.bind(device.homeserver)
    Object.assign(device.homeserver, {
      json: (request: Parameters<typeof json>[0]) => {
        asked.push(Object.keys(request.body?.['room_subscriptions'] ?? {}))
        return json(request)
      },
    })
    for (const room of rooms) {
      device.sync.setVisible({ openRooms: [room] })
      await systemClock.sleep(20)
    }
    await eventually('it is asked for', async () => asked.some((some) => some.includes('!four:example.org')))
    assert.deepEqual([...new Set(asked.flat())], ['!four:example.org'])
  })
})
