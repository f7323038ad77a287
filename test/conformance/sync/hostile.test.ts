import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readRoomList } from '../../../main/engine/rooms/rows/room-list.ts'
import type { Json } from '../../harness/scripted-homeserver/scripted-room.ts'
import { World } from '../../harness/scripted-homeserver/world.ts'
import { protocols, setScene, type Device } from './device.ts'

const alice = '@alice:example.org'
const hall = '!hall:example.org'

const good = (id: string): Json => ({ event_id: id, type: 'm.room.message', sender: alice, origin_server_ts: 1, content: { body: id } })

// Too deep to be written by `JSON.stringify`: put in on the way.
const deep = '@deep'
const tooDeep = '['.repeat(10_000) + ']'.repeat(10_000)

/** JSON text, for what no object literal can say. */
const parsed = (text: string): Json => JSON.parse(text)

const hostile: readonly unknown[] = [
  null, 1, 'event', [], {},
  { ...good('$no-sender'), sender: undefined },
  { ...good('$sender'), sender: 7 },
  { ...good('$type'), type: { m: 1 } },
  { ...good('$id'), event_id: 'no dollar' },
  { ...good('$null-content'), content: null },
  { ...good('$array-content'), content: [1] },
  { ...good('$number-body'), content: { body: 5, msgtype: 7 } },
  { ...good('$relates-array'), content: { 'm.relates_to': [] } },
  { ...good('$reply-empty'), content: { 'm.relates_to': { 'm.in_reply_to': {} } } },
  { ...good('$relates-self'), content: { 'm.relates_to': { rel_type: 'm.replace', event_id: '$relates-self' } } },
  { ...good('$ts'), origin_server_ts: 1e308 },
  { ...good('$ts-text'), origin_server_ts: 'yesterday' },
  { ...good('$deep'), content: { body: deep } },
  { ...good('$unsigned'), unsigned: { redacted_because: { event_id: '$unsigned' }, transaction_id: {} } },
  { ...good('$state-key'), state_key: 12 },
  { ...good('$member'), type: 'm.room.member', state_key: 'nobody', content: { membership: 'join' } },
  { ...good('$member-2'), type: 'm.room.member', state_key: '@x:y', content: { membership: 12, displayname: { toString: 1 } } },
  { ...good('$name'), type: 'm.room.name', state_key: '', content: { name: ['a'] } },
  { ...good('$create'), type: 'm.room.create', state_key: '__proto__', content: { type: 4 } },
  { ...good('$power'), type: 'm.room.power_levels', state_key: '', content: { users: [], events: 'x', ban: {} } },
  { ...good('$mentions'), content: { 'body': 'x', 'm.mentions': { user_ids: { length: 1e9 }, room: 'yes' } } },
  { ...good('$surrogate'), content: { body: '\ud800 \u0000 text' } },
  { ...good('$long'), content: { body: 'x'.repeat(60_000) } },
  { ...good('$other-room'), room_id: '!other:example.org' },
  parsed(
    '{"event_id":"$proto","type":"m.room.message","sender":"@alice:example.org","content":{"__proto__":{"polluted":true},"body":"x"}}',
  ),
  parsed(
    '{"event_id":"$proto-state","type":"__proto__","state_key":"constructor","sender":"@alice:example.org","content":{"prototype":1}}',
  ),
  {
    ...good('$reaction'), type: 'm.reaction',
    content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: '$long', key: '__proto__' } },
  },
]

const rowsOf = (device: Device) => device.store.read(
  (reader) => readRoomList(reader, { me: device.me, filter: 'all', from: 0, count: 100 }),
).rows

for (const protocol of protocols) {
  describe(`a hostile server, by ${protocol}`, () => {
    test('bad events among good ones cost nothing but themselves', async (t) => {
      const world = new World()
      const { homeserver, device } = await setScene(t, world, { protocol })
      homeserver.garble = (text) => text.replaceAll(`"${deep}"`, tooDeep)
      const room = world.room(hall, { name: 'Hall' })
      await device.sync.catchUp()
      const prototype = Object.getOwnPropertyNames(Object.prototype)
      let at = 0
      // In portions, so that nothing falls into a gap.
      for (const event of hostile) {
        room.raw(event)
        for (let count = 0; count < 10; count += 1) room.raw(good(`$good${at++}`))
        await device.sync.catchUp()
      }
      assert.equal(device.said(hall).filter((word) => word.startsWith('$good')).length, at)
      assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), prototype)
      assert.equal('polluted' in {}, false)
      assert.ok(rowsOf(device).length > 0)
      assert.equal(device.sync.state.connection, 'online')
    })

    test('a name of the wrong type leaves the room to its people', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall, { name: 'Hall' })
      room.setState(alice, 'm.room.name', '', { name: { en: 'Hall' } })
      room.setState(alice, 'm.room.topic', '', { topic: 12 })
      room.setState(alice, 'm.room.avatar', '', { url: 'mxc://../../etc/passwd' })
      room.setState(alice, 'm.room.canonical_alias', '', { alias: 'no alias' })
      await device.sync.catchUp()
      const { name, topic, avatar, alias } = device.room(hall)
      assert.deepEqual({ name, topic, avatar, alias }, { name: 'Alice', topic: '', avatar: null, alias: null })
    })

    test('names that play tricks are shown without them', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      world.room(hall, { name: '\u202egnp.exe\u200b\n hall  ' })
      await device.sync.catchUp()
      assert.equal(device.room(hall).name, 'gnp.exe hall')
    })

    test('account data, receipts and typing of any shape are taken or left, and never fatal', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall)
      world.setAccountData('m.direct', parsed(`{
        "__proto__": ["!hall:example.org"], "@alice:example.org": "!hall:example.org", "@bob:example.org": [1, null, "!hall:example.org"]
      }`))
      world.setAccountData(
        'm.push_rules', { global: { override: [null, { conditions: 1, actions: [] }, { conditions: [], actions: [], enabled: true }] } },
      )
      room.setAccountData('m.tag', { tags: { 'm.favourite': { order: 'first' } } })
      room.setAccountData('m.fully_read', { event_id: 5 })
      room.setAccountData('m.marked_unread', { unread: 'very' })
      room.read('nobody', '$x')
      room.read(alice, '__proto__')
      room.type('nobody', alice)
      room.say(alice, 'fine')
      await device.sync.catchUp()
      const { isDirect, section, isMuted, isMarkedUnread } = device.room(hall)
      assert.deepEqual(
        { isDirect, section, isMuted, isMarkedUnread }, { isDirect: true, section: 'favourites', isMuted: false, isMarkedUnread: false },
      )
    })

    test('rooms with impossible ids are passed over', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      for (const roomId of ['__proto__', 'constructor', 'no-bang', '!']) world.room(roomId, { name: 'Bad' })
      world.room(hall, { name: 'Good' })
      assert.equal((await device.sync.catchUp()).rooms, 1)
    })
  })
}
