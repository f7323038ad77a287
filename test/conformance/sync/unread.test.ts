import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readMembers } from '../../../main/engine/rooms/rows/member-rows.ts'
import { World } from '../../harness/scripted-homeserver/world.ts'
import { protocols, setScene } from './device.ts'

const alice = '@alice:example.org'
const bob = '@bob:example.org'
const me = '@me:example.org'
const hall = '!hall:example.org'

for (const protocol of protocols) {
  describe(`unread, receipts, redactions and state, by ${protocol}`, () => {
    test('what I read on another device is read here', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall)
      const [, second] = ['one', 'two', 'three'].map((body) => room.say(alice, body))
      await device.sync.catchUp()
      assert.equal(device.room(hall).unread, 3)
      room.read(me, second ?? '')
      await device.sync.catchUp()
      assert.equal(device.room(hall).unread, 1)
    })

    test('an old receipt that comes again changes nothing', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall)
      const [first, second] = ['one', 'two'].map((body) => room.say(alice, body))
      room.read(me, second ?? '')
      await device.sync.catchUp()
      room.read(me, first ?? '')
      await device.sync.catchUp()
      assert.equal(device.room(hall).unread, 0)
    })

    test('whoever answers has read', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall)
      room.say(alice, 'Are you there?')
      await device.sync.catchUp()
      room.say(me, 'Yes')
      room.say(alice, 'Good')
      await device.sync.catchUp()
      assert.equal(device.room(hall).unread, 1)
    })

    test('edits, reactions, redactions and joins are not unread, and do not move the room up', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall)
      const said = room.say(alice, 'one')
      const other = room.say(alice, 'two')
      room.read(me, other)
      await device.sync.catchUp()
      const before = device.room(hall).lastTs
      room.send(alice, 'm.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: said, key: '👍' } })
      room.send(alice, 'm.room.message', {
        'msgtype': 'm.text', 'body': '* uno', 'm.new_content': { msgtype: 'm.text', body: 'uno' },
        'm.relates_to': { rel_type: 'm.replace', event_id: said },
      })
      room.send(alice, 'm.room.redaction', { redacts: said }, { redacts: said })
      room.setMember('@carol:example.org', 'join')
      await device.sync.catchUp()
      const { unread, lastTs } = device.room(hall)
      assert.deepEqual({ unread, lastTs }, { unread: 0, lastTs: before })
    })

    test('an unread message that is taken back is not unread any more', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall)
      const said = room.say(alice, 'oops')
      room.say(alice, 'better')
      await device.sync.catchUp()
      room.send(alice, 'm.room.redaction', { redacts: said }, { redacts: said })
      await device.sync.catchUp()
      assert.equal(device.room(hall).unread, 1)
    })

    test('reading the main timeline leaves a thread unread, and reading the thread reads it', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall)
      const root = room.say(alice, 'root')
      const thread = { 'm.relates_to': { rel_type: 'm.thread', event_id: root } }
      const inThread = room.send(bob, 'm.room.message', { msgtype: 'm.text', body: 'within', ...thread })
      const last = room.say(alice, 'outside')
      room.read(me, last, { thread: 'main' })
      await device.sync.catchUp()
      assert.equal(device.room(hall).unread, 1)
      room.read(me, inThread, { thread: root })
      await device.sync.catchUp()
      assert.equal(device.room(hall).unread, 0)
    })

    test('mentions are counted apart, and @room only of those who may', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall, { members: [alice, bob] })
      const say = (sender: string, mentions: unknown) => room.send(
        sender, 'm.room.message', { 'msgtype': 'm.text', 'body': 'x', 'm.mentions': mentions },
      )
      say(bob, { user_ids: [me] })
      say(bob, { room: true })
      say(alice, { room: true })
      say(bob, { user_ids: 'everybody' })
      await device.sync.catchUp()
      const { unread, mentions } = device.room(hall)
      assert.deepEqual({ unread, mentions }, { unread: 4, mentions: 2 })
    })

    test('of a gap the newer side is unread at the least', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall)
      room.read(me, room.say(alice, 'read'))
      await device.sync.catchUp()
      for (let count = 0; count < 30; count += 1) room.say(alice, String(count))
      await device.sync.catchUp()
      assert.equal(device.room(hall).unread, 20)
    })

    test('a redacted name of the room is no name', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall, { members: [alice, bob] })
      const named = room.setState(alice, 'm.room.name', '', { name: 'Rude name' })
      await device.sync.catchUp()
      assert.equal(device.room(hall).name, 'Rude name')
      room.send(alice, 'm.room.redaction', { redacts: named }, { redacts: named })
      await device.sync.catchUp()
      assert.equal(device.room(hall).name, 'Alice and Bob')
    })

    test('state that changes without an event in the timeline is taken over', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall, { name: 'Before', members: [alice, bob] })
      await device.sync.catchUp()
      room.resetState(alice, 'm.room.name', '', { name: 'After' })
      room.resetState(alice, 'm.room.member', bob, { membership: 'leave' })
      await device.sync.catchUp()
      assert.equal(device.room(hall).name, 'After')
      const { rows } = device.store.read(
        (reader) => readMembers(reader, { me: device.me, roomId: device.room(hall).roomId, from: 0, count: 10 }),
      )
      assert.deepEqual(rows.map(({ key }) => key), [alice, me])
    })

    test('once encrypted, a room stays so', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall)
      room.setState(alice, 'm.room.encryption', '', { algorithm: 'm.megolm.v1.aes-sha2' })
      await device.sync.catchUp()
      room.resetState(alice, 'm.room.encryption', '', {})
      await device.sync.catchUp()
      assert.equal(device.room(hall).isEncrypted, true)
    })
  })
}
