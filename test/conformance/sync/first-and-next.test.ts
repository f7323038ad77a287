import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAccountData } from '../../../main/engine/store/tables/account-data.ts'
import { readSyncPosition } from '../../../main/engine/store/tables/sync-position.ts'
import type { EncryptionNews } from '../../../main/engine/sync/prepared-response.ts'
import { World } from '../../harness/scripted-homeserver/world.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'
import { openDevice, protocols, setScene } from './device.ts'

const alice = '@alice:example.org'
const garden = '!garden:example.org'

for (const protocol of protocols) {
  describe(`a first sync and what follows, by ${protocol}`, () => {
    test('brings rooms with their names, members, last words and unread counts', async (t) => {
      const world = new World()
      const room = world.room(garden, { name: 'The garden', members: [alice, '@bob:example.org'] })
      room.say(alice, 'Who waters the beans?')
      world.room('!two:example.org', { members: [alice] }).say(alice, 'Hello')
      world.setAccountData('m.direct', { [alice]: ['!two:example.org'] })
      const { device } = await setScene(t, world, { protocol })

      assert.deepEqual(await device.sync.catchUp(), { rooms: 2, events: 12 })
      const { name, joinedCount, unread, section, membership } = device.room(garden)
      assert.deepEqual(
        { name, joinedCount, unread, section, membership },
        { name: 'The garden', joinedCount: 3, unread: 1, section: 'rooms', membership: 'join' },
      )
      const two = device.room('!two:example.org')
      assert.deepEqual([two.name, two.section, two.directUser], ['Alice', 'people', alice])
      assert.deepEqual(device.said(garden), ['Who waters the beans?'])
      assert.deepEqual(device.store.read((reader) => readAccountData(reader, 0, 'm.direct')), { [alice]: ['!two:example.org'] })
    })

    test('takes up what happens afterwards, and touches nothing else', async (t) => {
      const world = new World()
      const room = world.room(garden, { name: 'The garden' })
      world.room('!other:example.org', { name: 'Other' })
      const { device } = await setScene(t, world, { protocol })
      await device.sync.catchUp()
      const touched = new Set<string>()
      device.store.onChange(({ rooms }) => rooms.forEach((roomId) => touched.add(roomId)))

      room.say(alice, 'Frost tonight')
      room.setState(alice, 'm.room.name', '', { name: 'The cold garden' })
      assert.deepEqual(await device.sync.catchUp(), { rooms: 1, events: 2 })
      assert.equal(device.room(garden).name, 'The cold garden')
      assert.deepEqual(device.timeline(garden).slice(-2), ['Frost tonight', '<m.room.name>'])
      assert.deepEqual([...touched], [garden])
    })

    test('leaves a gap where the server leaves something out', async (t) => {
      const world = new World()
      const room = world.room(garden)
      room.say(alice, 'before')
      const { device } = await setScene(t, world, { protocol })
      await device.sync.catchUp()
      for (let count = 1; count <= 30; count += 1) room.say(alice, `message ${count}`)
      await device.sync.catchUp()
      const lately = Array.from({ length: 20 }, (_, at) => `message ${at + 11}`)
      assert.deepEqual(device.timeline(garden).slice(-22), ['before', '…', ...lately])
    })

    test('looks further back for the last words of a room full of comings and goings', async (t) => {
      const world = new World()
      const room = world.room(garden)
      room.say(alice, 'the last words')
      for (let count = 1; count <= 150; count += 1) room.setMember(`@guest${count}:example.org`, 'join')
      const { device } = await setScene(t, world, { protocol })
      const found = new Promise<void>((resolve) => {
        device.store.onChange(() => { if (device.room(garden).lastEvent !== null) resolve() })
      })
      device.sync.start()
      await found
      assert.deepEqual(device.said(garden), ['the last words'])
    })

    test('goes on after a restart from where it was', async (t) => {
      const world = new World()
      const room = world.room(garden)
      room.say(alice, 'one')
      const file = `${await tempFolderFor(t)}/store.db`
      const { homeserver, device: first } = await setScene(t, world, { protocol, file })
      await first.sync.catchUp()
      const { position } = first.store.read((reader) => readSyncPosition(reader, protocol))
      await first.close()

      room.say(alice, 'two')
      const asked = homeserver.requests.length
      const second = openDevice(t, { url: homeserver.url, protocol, file })
      assert.deepEqual(await second.sync.catchUp(), { rooms: 1, events: 1 })
      assert.match(homeserver.requests[asked] ?? '', new RegExp(`(pos|since)=${position}(&|$)`))
      assert.deepEqual(second.said(garden), ['one', 'two'])
    })

    test('begins anew when the server forgot the position, and loses no history', async (t) => {
      const world = new World()
      const room = world.room(garden)
      for (let count = 1; count <= 30; count += 1) room.say(alice, `message ${count}`)
      const messages: unknown[] = []
      const takeToDevice = async ({ toDevice }: EncryptionNews) => void messages.push(...toDevice)
      const { homeserver, device } = await setScene(t, world, { protocol, takeToDevice })
      await device.sync.catchUp()
      const before = device.timeline(garden)
      room.say(alice, 'after')
      world.sendToDevice({ type: 'm.dummy', sender: alice, content: {} })
      await device.sync.catchUp()
      assert.equal(messages.length, 1)

      homeserver.forgetPositions()
      let refusals = 1
      homeserver.interfere = ({ query }) => (query.get('since') !== null && refusals-- > 0
        ? { status: 400, body: { errcode: 'M_INVALID_PARAM', error: 'Unknown since' } } : null)
      await device.sync.catchUp()
      assert.deepEqual(device.timeline(garden), [...before, 'after'])
      // `/sync` v2 has but one position for everything: only there a forgotten one brings them again.
      if (protocol === 'sliding') assert.equal(messages.length, 1)
      assert.equal(device.sync.state.connection, 'online')
    })

    test('stores an event once, however often it comes', async (t) => {
      const world = new World()
      const room = world.room(garden)
      const { device } = await setScene(t, world, { protocol })
      await device.sync.catchUp()
      const twice = { event_id: '$twice', type: 'm.room.message', sender: alice, origin_server_ts: 1, content: { body: 'twice' } }
      room.raw(twice)
      room.raw(twice)
      await device.sync.catchUp()
      room.raw(twice)
      room.say(alice, 'once')
      await device.sync.catchUp()
      assert.deepEqual(device.said(garden), ['twice', 'once'])
      assert.equal(device.room(garden).unread, 2)
    })
  })
}
