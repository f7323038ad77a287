import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { World } from '../../harness/scripted-homeserver/world.ts'
import { protocols, setScene } from './device.ts'

const alice = '@alice:example.org'
const me = '@me:example.org'
const hall = '!hall:example.org'

const stripped = [
  { type: 'm.room.name', state_key: '', sender: alice, content: { name: 'The hall' } },
  { type: 'm.room.member', state_key: alice, sender: alice, content: { membership: 'join', displayname: 'Alice' } },
]

for (const protocol of protocols) {
  describe(`coming and going, by ${protocol}`, () => {
    test('an invite shows the excerpt that comes with it, and who invites', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      world.room(hall, { isOutside: true, name: 'The hall' }).invite(alice, stripped, { is_direct: true })
      await device.sync.catchUp()
      const { name, section, membership, inviter, isDirect, unread } = device.room(hall)
      assert.deepEqual(
        { name, section, membership, inviter, isDirect, unread },
        { name: 'The hall', section: 'invites', membership: 'invite', inviter: alice, isDirect: true, unread: 0 },
      )
    })

    test('an invite without a name is called after the person who invites', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      world.room(hall, { isOutside: true }).invite(alice, stripped.slice(1))
      await device.sync.catchUp()
      assert.equal(device.room(hall).name, 'Alice')
    })

    test('an accepted invite becomes a room with its history, and nothing of the excerpt stays', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall, { isOutside: true })
      room.say(alice, 'Before you came')
      room.invite(alice, stripped)
      await device.sync.catchUp()
      room.setMember(me, 'join')
      room.say(alice, 'Welcome')
      await device.sync.catchUp()
      const { name, section, unread } = device.room(hall)
      assert.deepEqual({ name, section, unread }, { name: 'Alice', section: 'rooms', unread: 1 })
      assert.deepEqual(device.said(hall), ['Before you came', 'Welcome'])
    })

    test('an invite that is declined elsewhere leaves the list', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall, { isOutside: true })
      room.invite(alice, stripped)
      await device.sync.catchUp()
      room.setMember(me, 'leave')
      await device.sync.catchUp()
      assert.equal(device.room(hall).section, 'left')
    })

    test('being kicked and being banned end a room, and its history stays', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const kicked = world.room(hall, { name: 'The hall' })
      const banned = world.room('!den:example.org', { name: 'The den' })
      kicked.say(alice, 'Out with you')
      await device.sync.catchUp()
      kicked.setMember(me, 'leave', { sender: alice, reason: 'enough' })
      banned.setMember(me, 'ban', { sender: alice })
      await device.sync.catchUp()
      assert.deepEqual([device.room(hall).membership, device.room('!den:example.org').membership], ['leave', 'ban'])
      assert.deepEqual([device.room(hall).section, device.room(hall).name], ['left', 'The hall'])
      assert.deepEqual(device.said(hall), ['Out with you'])
    })

    test('a room left on another device and joined again goes on where it is now', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      const room = world.room(hall, { name: 'The hall' })
      room.say(alice, 'one')
      await device.sync.catchUp()
      room.setMember(me, 'leave')
      await device.sync.catchUp()
      assert.equal(device.room(hall).membership, 'leave')
      room.setMember(me, 'join')
      room.say(alice, 'two')
      await device.sync.catchUp()
      assert.deepEqual([device.room(hall).membership, device.room(hall).section], ['join', 'rooms'])
      assert.deepEqual(device.said(hall), ['one', 'two'])
    })

    test('what ended while the server forgot us is found out: left rooms and withdrawn invites', async (t) => {
      const world = new World()
      const { homeserver, device } = await setScene(t, world, { protocol })
      const stays = world.room('!stays:example.org', { name: 'Stays' })
      const room = world.room(hall, { name: 'The hall' })
      const invite = world.room('!den:example.org', { isOutside: true })
      invite.invite(alice, stripped)
      await device.sync.catchUp()
      assert.equal(device.room('!den:example.org').membership, 'invite')

      room.setMember(me, 'leave')
      invite.setMember(me, 'leave')
      stays.say(alice, 'Still here')
      homeserver.forgetPositions()
      let refusals = 1
      homeserver.interfere = ({ query }) => (query.get('since') !== null && refusals-- > 0
        ? { status: 400, body: { errcode: 'M_INVALID_PARAM' } } : null)
      await device.sync.catchUp()
      const membership = (roomId: string) => device.room(roomId).membership
      assert.deepEqual(['!stays:example.org', hall, '!den:example.org'].map(membership), ['join', 'leave', 'leave'])
    })

    test('a knock waits among the invites', async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      world.room(hall, { isOutside: true }).knock(stripped)
      await device.sync.catchUp()
      assert.deepEqual([device.room(hall).section, device.room(hall).membership, device.room(hall).inviter], ['invites', 'knock', null])
    })
  })
}
