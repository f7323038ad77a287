import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readDirectRooms } from '../../../../main/engine/store/tables/account-data.ts'
import { alice, bob, event, House, id, me, member, said, state } from './house.ts'

const hero = (userId: typeof alice, displayName: string | null = null) => ({ userId, displayName, avatar: null })

describe("a room's row", () => {
  test('has the name, topic, alias, picture and kind that the state says', (t) => {
    const house = new House(t)
    const { name, topic, alias, avatar, isSpace, isEncrypted, section, network } = house.tell('a', {
      state: [
        state('m.room.create', { type: 'm.space' }),
        state('m.room.name', { name: ' The  Garden ' }),
        state('m.room.topic', { topic: 'Beans\nand peas' }),
        state('m.room.canonical_alias', { alias: '#garden:example.org' }),
        state('m.room.avatar', { url: 'mxc://example.org/picture' }),
        state('m.bridge', { protocol: { id: 'irc', displayname: 'IRC' } }, 'irc://x'),
      ],
    })
    assert.deepEqual({ name, topic, alias, avatar, isSpace, isEncrypted, section, network }, {
      name: 'The Garden', topic: 'Beans\nand peas', alias: '#garden:example.org', avatar: 'mxc://example.org/picture', isSpace: true,
      isEncrypted: false, section: 'none', network: 'IRC',
    })
  })

  test('is called after its people, told apart where their names look the same', (t) => {
    const house = new House(t)
    const carol = '@carol:example.org' as typeof alice
    const room = house.tell('a', {
      joinedCount: 4, invitedCount: 0, heroes: [hero(alice), hero(bob), hero(carol)],
      state: [
        member(me.userId), member(alice, { displayname: 'Sam' }), member(bob, { displayname: 'ѕam' }),
        member(carol, { displayname: 'Carol' }),
      ],
    })
    assert.equal(room.name, `Sam (${alice}), ѕam (${bob}), and Carol`)
    assert.equal(house.tell('a', { state: [member(bob, { displayname: 'Bob' })] }).name, 'Sam, Bob, and Carol')
  })

  test('takes the names of people who are only told as heroes', (t) => {
    const house = new House(t)
    assert.equal(house.tell('a', { joinedCount: 2, heroes: [hero(alice, 'Alice')] }).name, 'Alice')
    assert.equal(house.tell('b', { joinedCount: 1, invitedCount: 0, heroes: [hero(alice, 'Alice')] }).name, 'Empty room (was Alice)')
    assert.equal(house.tell('c', { joinedCount: 2, heroes: [hero(alice)] }).name, alice)
  })

  test('is made from the known members where the server names no heroes', (t) => {
    const house = new House(t)
    assert.equal(house.tell('a', { state: [member(me.userId), member(alice, { displayname: 'Alice' })] }).name, 'Alice')
    assert.equal(house.tell('a', { state: [member(alice, { membership: 'leave', displayname: 'Alice' })] }).name, 'Empty room (was Alice)')
  })

  test('is direct by the list that the user keeps, wherever the list changes', (t) => {
    const house = new House(t)
    const avatar = 'mxc://example.org/alice'
    house.tell('a', { joinedCount: 2, heroes: [hero(alice)], state: [member(alice, { displayname: 'Alice', avatar_url: avatar })] })
    assert.deepEqual([house.room('a').section, house.room('a').avatar], ['rooms', null])
    house.tellAccount('m.direct', { [alice]: [id('a'), id('unknown')], [bob]: 'nonsense' })
    const { section, isDirect, directUser } = house.room('a')
    assert.deepEqual(
      { section, isDirect, directUser, avatar: house.room('a').avatar }, { section: 'people', isDirect: true, directUser: alice, avatar },
    )
    assert.equal(house.tell('unknown', { joinedCount: 2, heroes: [hero(alice)] }).isDirect, true)
    house.tellAccount('m.direct', {})
    assert.deepEqual([house.room('a').section, house.read(readDirectRooms).length], ['rooms', 0])
  })

  test("is nobody's face once a third person is in it", (t) => {
    const house = new House(t)
    house.tellAccount('m.direct', { [alice]: [id('a')] })
    const people = [member(me.userId), member(alice), member(bob)]
    const { isDirect, directUser } = house.tell('a', { joinedCount: 3, heroes: [hero(alice), hero(bob)], state: people })
    assert.deepEqual({ isDirect, directUser }, { isDirect: true, directUser: null })
  })

  test('stays encrypted, whatever is said of it later', (t) => {
    const house = new House(t)
    assert.equal(house.tell('a', { state: [state('m.room.encryption', {})] }).isEncrypted, true)
    assert.equal(house.tell('a', { isReplacing: true }).isEncrypted, true)
  })

  test('is muted and unmuted by the push rules', (t) => {
    const house = new House(t)
    house.tell('a')
    const rule = { actions: [], conditions: [{ kind: 'event_match', key: 'room_id', pattern: id('a') }] }
    house.tellAccount('m.push_rules', { global: { override: [rule] } })
    assert.equal(house.room('a').isMuted, true)
    house.tellAccount('m.push_rules', { global: { override: [] } })
    assert.equal(house.room('a').isMuted, false)
  })

  test('loses what a room told anew does not mention', (t) => {
    const house = new House(t)
    house.tell(
      'a',
      { state: [state('m.room.name', { name: 'Old' }), state('m.room.topic', { topic: 'Old' }), member(alice, { displayname: 'Alice' })] },
    )
    const { name, topic } = house.tell('a', { isReplacing: true, joinedCount: 2, heroes: [hero(alice)] })
    assert.deepEqual({ name, topic }, { name: 'Alice', topic: '' })
  })

  test('loses state that is said to be gone', (t) => {
    const house = new House(t)
    house.tell('a', { state: [state('m.room.name', { name: 'Old' }), member(alice, { displayname: 'Alice' })] })
    assert.equal(house.tell('a', { removedState: [{ type: 'm.room.name', stateKey: '' }] }).name, 'Alice')
  })

  test('carries what the user marked on another device', (t) => {
    const house = new House(t)
    const marked = { type: 'm.marked_unread', content: { unread: true } }
    const favourite = { type: 'm.tag', content: { tags: { 'm.favourite': { order: 0.5 } } } }
    const { isMarkedUnread, section, sectionOrder } = house.tell('a', { accountData: [marked, favourite] })
    assert.deepEqual({ isMarkedUnread, section, sectionOrder }, { isMarkedUnread: true, section: 'favourites', sectionOrder: 0.5 })
  })
})

describe('the time of the last activity', () => {
  test('is that of the last thing said, not of what else happened', (t) => {
    const house = new House(t)
    const message = said(alice, 'Hello', { origin_server_ts: 5_000 })
    assert.equal(house.tell('a', { events: [message] }).lastTs, 5_000)
    const reaction = event(
      bob, 'm.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: message.eventId, key: '+' } },
      { origin_server_ts: 9_000 },
    )
    assert.equal(house.tell('a', { events: [reaction, state('m.room.topic', { topic: 'x' })] }).lastTs, 5_000)
  })

  test('is never in the future, and stands once it is known', (t) => {
    const house = new House(t)
    const now = house.now
    assert.equal(house.tell('a', { events: [said(alice, 'From 2040', { origin_server_ts: Date.UTC(2040, 0, 1) })] }).lastTs, now)
    house.now += 60_000
    assert.equal(house.tell('a').lastTs, now)
  })

  test('is not buried by a clock that is late', (t) => {
    const house = new House(t)
    assert.equal(
      house.tell('a', { events: [said(alice, 'x', { origin_server_ts: 5_000 }), said(bob, 'y', { origin_server_ts: 1 })] }).lastTs, 5_000,
    )
  })

  test('is guessed once where nothing was ever said', (t) => {
    const house = new House(t)
    const { lastTs } = house.tell('a', { state: [member(alice)], membership: 'invite' })
    assert.equal(lastTs, house.now)
    house.now += 60_000
    assert.equal(house.tell('a').lastTs, lastTs)
  })
})
