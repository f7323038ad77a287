import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { StoreError } from '../../../main/engine/store/store-error.ts'
import { readSyncPosition } from '../../../main/engine/store/tables/sync-position.ts'
import type { EncryptionNews } from '../../../main/engine/sync/prepared-response.ts'
import { ManualClock } from '../../harness/manual-clock.ts'
import { World } from '../../harness/scripted-homeserver/world.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'
import { openDevice, protocols, setScene, type Device } from './device.ts'

const alice = '@alice:example.org'
const hall = '!hall:example.org'

const positionOf = (device: Device, protocol: 'sliding' | 'v2') =>
  device.store.read((reader) => readSyncPosition(reader, protocol)).position

for (const protocol of protocols) {
  describe(`ends without notice, by ${protocol}`, () => {
    test('killed between a response and its writing, a device asks for the same again', async (t) => {
      const world = new World()
      const file = `${await tempFolderFor(t)}/store.db`
      const room = world.room(hall)
      room.say(alice, 'one')
      const killing = Promise.withResolvers<never>()
      const reached = Promise.withResolvers<void>()
      const takeToDevice = async ({ toDevice }: EncryptionNews) => {
        if (toDevice.length === 0) return
        reached.resolve()
        await killing.promise
      }
      const { homeserver, device: killed } = await setScene(t, world, { protocol, file, takeToDevice })
      await killed.sync.catchUp()
      const before = positionOf(killed, protocol)
      room.say(alice, 'two')
      world.sendToDevice({ type: 'm.room_key', sender: alice, content: {} })
      // It has the response, and is stopped where it hands the keys over: nothing of it is ever written.
      killed.sync.catchUp().catch(() => undefined)
      await reached.promise
      assert.deepEqual([positionOf(killed, protocol), killed.said(hall)], [before, ['one']])
      killed.store.dispose()
      killing.reject(new Error('killed'))

      const keys: unknown[] = []
      const takeKeys = async ({ toDevice }: EncryptionNews) => void keys.push(...toDevice)
      const reborn = openDevice(t, { url: homeserver.url, protocol, file, takeToDevice: takeKeys })
      await reborn.sync.catchUp()
      assert.deepEqual(reborn.said(hall), ['one', 'two'])
      assert.equal(keys.length, 1)
    })

    test('keys that cannot be taken in keep the position where it is', async (t) => {
      const world = new World()
      let isBroken = true
      const keys: unknown[] = []
      const takeToDevice = async ({ toDevice }: EncryptionNews) => {
        if (isBroken) throw new StoreError('disk-full', 'The disk is full.')
        keys.push(...toDevice)
      }
      const { device } = await setScene(t, world, { protocol, takeToDevice })
      world.sendToDevice({ type: 'm.room_key', sender: alice, content: {} })
      await assert.rejects(device.sync.catchUp(), { code: 'disk-full' })
      assert.equal(positionOf(device, protocol), null)
      isBroken = false
      await device.sync.catchUp()
      assert.equal(keys.length, 1)
    })

    test('a write that fails moves nothing, is said, and is tried again until it succeeds', async (t) => {
      const world = new World()
      const clock = new ManualClock()
      const { device } = await setScene(t, world, { protocol, clock })
      const room = world.room(hall)
      await device.sync.catchUp()
      const before = positionOf(device, protocol)
      room.say(alice, 'news')
      device.run("CREATE TRIGGER full BEFORE UPDATE ON sync_position BEGIN SELECT RAISE(ABORT, 'full'); END")
      const stopped = new Promise<void>((resolve) => {
        device.sync.onState(({ connection }) => { if (connection === 'stopped') resolve() })
      })
      device.sync.start()
      await stopped
      const { connection, retryAt, reason } = device.sync.state
      assert.deepEqual([connection, typeof reason, (retryAt ?? 0) > clock.now()], ['stopped', 'string', true])
      assert.deepEqual([positionOf(device, protocol), device.said(hall)], [before, []])

      device.run('DROP TRIGGER full')
      const arrived = new Promise<void>((resolve) => {
        device.store.onChange(({ timelines }) => { if (timelines.size > 0) resolve() })
      })
      await clock.advance(60_000)
      await arrived
      assert.deepEqual(device.said(hall), ['news'])
      assert.equal(device.sync.state.connection, 'online')
    })

    test('a large first sync that breaks off half-way leaves whole rooms, and the rest comes later', async (t) => {
      const world = new World()
      for (let count = 0; count < 200; count += 1) world.room(`!${count}:example.org`, { name: `Room ${count}` }).say(alice, `in ${count}`)
      const { device } = await setScene(t, world, { protocol })
      // The last room to be stored of all; news of another room that cannot be stored would be passed over.
      device.run("CREATE TRIGGER full BEFORE INSERT ON sync_position WHEN NEW.is_complete = 1 BEGIN SELECT RAISE(ABORT, 'full'); END")
      await assert.rejects(device.sync.catchUp())
      const half = device.store.read((reader) => reader.all<{ name: string; section: string }>('SELECT name, section FROM room'))
      assert.ok(half.length >= 20 && half.length < 200, `${half.length} rooms`)
      assert.ok(half.every(({ name, section }) => name.startsWith('Room ') && section === 'rooms'))

      device.run('DROP TRIGGER full')
      await device.sync.catchUp()
      const whole = device.store.read((reader) => reader.get<{ rooms: number; events: number }>(
        "SELECT (SELECT count(*) FROM room) AS rooms, (SELECT count(*) FROM event WHERE type = 'm.room.message') AS events",
      ))
      assert.deepEqual(whole, { rooms: 200, events: 200 })
    })

    test('one room that cannot be stored does not stop the others, and has a gap to be filled from', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const [bad, good] = [world.room('!bad:example.org', { name: 'Bad' }), world.room('!good:example.org', { name: 'Good' })]
      bad.say(alice, 'earlier')
      await device.sync.catchUp()
      device.run("CREATE TRIGGER poison BEFORE INSERT ON event WHEN NEW.json LIKE '%poison%' BEGIN SELECT RAISE(ABORT, 'no'); END")
      bad.say(alice, 'poison')
      good.say(alice, 'fine')
      await device.sync.catchUp()
      assert.deepEqual(device.said('!good:example.org'), ['fine'])
      assert.equal(device.sync.state.connection, 'online')
      bad.say(alice, 'later')
      await device.sync.catchUp()
      assert.deepEqual(device.timeline('!bad:example.org').slice(-3), ['earlier', '…', 'later'])
    })
  })
}
