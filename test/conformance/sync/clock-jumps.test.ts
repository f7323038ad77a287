import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HomeserverError } from '../../../main/engine/matrix/errors.ts'
import { readGaps } from '../../../main/engine/store/tables/gaps.ts'
import { ManualClock } from '../../harness/manual-clock.ts'
import { World } from '../../harness/scripted-homeserver/world.ts'
import { protocols, setScene } from './device.ts'

// A computer's clock is set, forward and back, by years: nothing waits for it, nothing turns in circles, and what comes stands where it belongs.

const alice = '@alice:example.org'
const [hall, attic] = ['!hall:example.org', '!attic:example.org']
const yearMs = 365 * 86_400_000
const jumps = { 'ten years forward': 10 * yearMs, 'ten years back': -10 * yearMs, 'to 1970': -56 * yearMs } as const
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

for (const protocol of protocols) {
  describe(`a clock that jumps, by ${protocol}`, () => {
    for (const [name, ms] of Object.entries(jumps)) {
      test(`${name} while a question is out: it is answered, and no other is asked`, async (t) => {
        const world = new World()
        const clock = new ManualClock()
        const { homeserver, device } = await setScene(t, world, { protocol, clock })
        world.room(hall).say(alice, 'before')
        device.sync.start()
        await device.sync.catchUp()
        while (!homeserver.requests.some((path) => path.includes('timeout=30000'))) await turn()
        const asked = homeserver.requests.length
        clock.set(ms)
        for (let turns = 0; turns < 50; turns += 1) await turn()
        await clock.advance(20_000)
        assert.equal(homeserver.requests.length, asked)
        assert.equal(device.sync.state.connection, 'online')
        world.room(hall).say(alice, 'still here')
        await device.sync.catchUp()
        assert.deepEqual(device.said(hall), ['before', 'still here'])
      })

      test(`${name} while the server is away: it is tried again when it would have been`, async (t) => {
        const clock = new ManualClock()
        const { homeserver, device } = await setScene(t, new World(), { protocol, clock })
        await device.sync.catchUp()
        device.connectivity.succeeded()
        clock.set(ms)
        // What was sent after the last success counts, whatever the time of day says.
        await clock.advance(10)
        device.connectivity.failed(new HomeserverError('offline'), clock.uptime())
        assert.equal(device.connectivity.state.is, 'offline')
        clock.set(-ms)
        const asked = homeserver.requests.length
        device.sync.start()
        for (let turns = 0; turns < 20; turns += 1) await turn()
        assert.equal(homeserver.requests.length, asked)
        await clock.advance(60_000)
        while (homeserver.requests.length === asked) await turn()
      })

      test(`${name}: rooms keep the server's order, and what is unread stays so`, async (t) => {
        const world = new World()
        const clock = new ManualClock(Date.now())
        const { device } = await setScene(t, world, { protocol, clock })
        const [first, second] = [world.room(hall, { name: 'Hall' }), world.room(attic, { name: 'Attic' })]
        first.say(alice, 'early')
        second.say(alice, 'later')
        await device.sync.catchUp()
        clock.set(ms)
        const order = () => [hall, attic].toSorted((one, other) => device.room(other).lastTs - device.room(one).lastTs)
        assert.deepEqual(order(), [attic, hall])
        first.say(alice, 'now the first again')
        await device.sync.catchUp()
        assert.deepEqual(order(), [hall, attic])
        assert.deepEqual([device.room(hall).unread, device.room(attic).unread], [2, 1])
        assert.deepEqual(device.said(hall), ['early', 'now the first again'])
      })
    }

    test('set wrong from the start, rooms are in the server’s order all the same', async (t) => {
      for (const start of [Date.UTC(1970, 0, 1), Date.UTC(2100, 0, 1)]) {
        const world = new World()
        const { device } = await setScene(t, world, { protocol, clock: new ManualClock(start) })
        world.room(hall, { name: 'Hall' }).say(alice, 'early')
        world.room(attic, { name: 'Attic' }).say(alice, 'later')
        await device.sync.catchUp()
        assert.ok(device.room(attic).lastTs > device.room(hall).lastTs, new Date(start).toISOString())
      }
    })

    test('set wrong from the start, what was last said counts when it is only found in the history', async (t) => {
      const start = Date.UTC(1970, 0, 1)
      const world = new World()
      const { device } = await setScene(t, world, { protocol, clock: new ManualClock(start) })
      const room = world.room(hall, { name: 'Hall' })
      room.say(alice, 'the last word')
      for (let count = 0; count < 60; count += 1) room.setState(alice, 'm.room.topic', '', { topic: `topic ${count}` })
      await device.sync.catchUp()
      const gap = device.store.read((reader) => readGaps(reader, device.room(hall).room))[0]
      if (gap !== undefined) await device.pager.fillGap(device.room(hall).roomId, gap.position)
      assert.ok(device.room(hall).lastTs > start + yearMs)
    })
  })
}
