import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readRoomDetails } from '../../../../../main/engine/rooms/rows/room-details.ts'
import { readRoomRow } from '../../../../../main/engine/rooms/rows/room-row.ts'
import { readSpaces, unreadSql } from '../../../../../main/engine/rooms/rows/space-rows.ts'
import { spacesSql } from '../../../../../main/engine/rooms/space-tree.ts'
import { changedInRoomSql, putIdentityChange } from '../../../../../main/engine/store/tables/changed-identities.ts'
import { writeDraft } from '../../../../../main/engine/store/tables/drafts.ts'
import { alice, House, id, me, member, said, state, type News } from '../house.ts'

const details = (house: House, typing: readonly typeof alice[] = []) => house.read(
  (reader) => readRoomDetails(reader, { me, roomId: id('a'), typing }),
)

describe('the head of a conversation', () => {
  test('shows what the room is, who types, and the draft', (t) => {
    const house = new House(t)
    house.tell('a', { joinedCount: 2, state: [member(alice, { displayname: 'Alice' }), state('m.room.topic', { topic: 'Beans' })] })
    house.store.write((writer) => writeDraft(writer, { roomId: id('a'), content: JSON.stringify({ text: 'Dear', replyTo: '$x' }), now: 1 }))
    const head = details(house, [alice])
    assert.deepEqual(
      [head?.topic, head?.joinedCount, head?.typing[0]?.name, head?.draft], ['Beans', 2, 'Alice', { text: 'Dear', replyTo: '$x' }],
    )
    assert.equal(head?.room.hasDraft, true)
    assert.equal(readsNothing(house), null)
  })

  const readsNothing = (house: House) => house.read((reader) => readRoomDetails(reader, { me, roomId: id('nowhere'), typing: [] }))

  test('says what I may do, and why I may not write', (t) => {
    const cases: readonly (readonly [News, boolean, RegExp | null])[] = [
      [{}, true, null],
      [{ state: [state('m.room.power_levels', { events_default: 50 })] }, false, /Only some people/],
      [{ state: [state('m.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2' })] }, true, null],
      [{ membership: 'invite' }, false, /Accept the invite/],
      [{ membership: 'leave' }, false, /no longer in this room/],
      [{ membership: 'ban' }, false, /banned/],
    ]
    for (const [news, maySend, reason] of cases) {
      const house = new House(t)
      house.tell('a', news)
      const head = details(house)
      assert.equal(head?.can.send, maySend)
      if (reason === null) assert.equal(head.cannotSendReason, null)
      else assert.match(head.cannotSendReason ?? '', reason)
    }
  })

  test('names the room that took its place', (t) => {
    const house = new House(t)
    house.tell('b', { state: [state('m.room.create', { predecessor: { room_id: id('a') } })] })
    house.tell('a', { state: [state('m.room.create', {}), state('m.room.tombstone', { replacement_room: id('b') })] })
    assert.deepEqual([details(house)?.replacedBy, details(house)?.can.send], [id('b'), false])
  })
})

describe('identities that changed', () => {
  const encrypted = state('m.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2' })
  const changes = (house: House) => details(house)?.changedIdentities.map(({ person, trust }) => [person.name, trust])

  test('are named in encrypted rooms that the people are in, until they are settled', (t) => {
    const house = new House(t)
    house.tell('a', { state: [encrypted, member(alice, { displayname: 'Alice' })] })
    const told: string[] = []
    house.store.onChange(({ rooms }) => told.push(...rooms))
    house.store.write((writer) => putIdentityChange(writer, alice, 'changed'))
    assert.deepEqual(changes(house), [['Alice', 'changed']])
    house.store.write((writer) => putIdentityChange(writer, alice, 'withdrawn'))
    assert.deepEqual(changes(house), [['Alice', 'withdrawn']])
    assert.equal(house.store.write((writer) => putIdentityChange(writer, alice, 'withdrawn')), false, 'said twice it is no news')
    house.store.write((writer) => putIdentityChange(writer, alice, null))
    assert.deepEqual(changes(house), [])
    assert.deepEqual(told, [id('a'), id('a'), id('a')])
  })

  test('are no matter where nothing is encrypted, or where the people are not', (t) => {
    const house = new House(t)
    house.tell('a', { state: [member(alice, { displayname: 'Alice' })] })
    house.store.write((writer) => putIdentityChange(writer, alice, 'withdrawn'))
    assert.deepEqual(changes(house), [])
    house.tell('a', { state: [encrypted, member(alice, { membership: 'leave' })] })
    assert.deepEqual(changes(house), [])
  })

  test('are found by those who changed, and not by reading all members', (t) => {
    const house = new House(t)
    const plan = house.read((reader) => reader.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${changedInRoomSql}`, 1, 10))
    assert.deepEqual(plan.map(({ detail }) => detail.split(' ').slice(0, 2).join(' ')).slice(0, 2), ['SCAN changed_identity', 'SEARCH member'])
  })
})

describe('a row of the list', () => {
  test('shows the last words and who said them', (t) => {
    const house = new House(t)
    house.tell('a', { state: [member(alice, { displayname: 'Alice' })], events: [said(alice, 'Hello')] })
    const row = house.read((reader) => readRoomRow(reader, me, id('a')))
    assert.deepEqual([row?.preview?.sender?.name, row?.preview?.text, row?.preview?.isMine], ['Alice', 'Hello', false])
    const details = house.read((reader) => readRoomDetails(reader, { me, roomId: id('a'), typing: [] }))
    assert.equal(details?.room.preview, null, 'a head has the conversation below it')
  })

  test('of an invite names the person who invites', (t) => {
    const house = new House(t)
    const mine = { ...state('m.room.member', { membership: 'invite' }, me.userId), eventId: null }
    house.tell('a', { membership: 'invite', state: [member(alice, { displayname: 'Alice' }), mine] })
    assert.equal(house.read((reader) => readRoomRow(reader, me, id('a')))?.inviter?.name, 'Alice')
  })
})

describe('spaces', () => {
  const space = (house: House, name: string, ...children: readonly string[]) => house.tell(name, {
    state: [
      state('m.room.create', { type: 'm.space' }), state('m.room.name', { name }),
      ...children.map((child) => state('m.space.child', { via: ['example.org'] }, id(child))),
    ],
  })
  const shown = (house: House) => house.read((reader) => readSpaces(reader, me)).map(({ name, unread }) => [name, unread])

  test('that lie in no other are on the rail, with what is unread in all their rooms', (t) => {
    const house = new House(t)
    house.tell('a', { events: [said(alice, '1'), said(alice, '2')] })
    house.tell('b', { events: [said(alice, '3')] })
    space(house, 'inner', 'b')
    space(house, 'outer', 'a', 'inner', 'a')
    space(house, 'alone')
    assert.deepEqual(shown(house), [['alone', 0], ['outer', 3]])
  })

  test('leave out what is in a space within them that was left, and what is muted', (t) => {
    const house = new House(t)
    house.tell('a', { events: [said(alice, '1')] })
    house.tell('b', { events: [said(alice, '2')] })
    house.tell('c', { events: [said(alice, '3')] })
    space(house, 'inner', 'b')
    space(house, 'outer', 'a', 'inner', 'c')
    assert.deepEqual(shown(house), [['outer', 3]])
    house.tell('inner', { membership: 'leave' })
    house.tellAccount('m.push_rules', { global: { override: [{ actions: [], conditions: [{ kind: 'event_match', key: 'room_id', pattern: id('c') }] }] } })
    assert.deepEqual(shown(house), [['outer', 1]])
  })

  test('cost what they hold and what is unread, not what the account has', (t) => {
    const house = new House(t)
    assert.match(house.plan(spacesSql), /SEARCH room USING INDEX \w+ \(section=\?\)/)
    assert.match(house.plan(unreadSql), /SCAN room USING INDEX room_unread/)
  })

  test('that hold each other or themselves are all shown', (t) => {
    const house = new House(t)
    space(house, 'one', 'two')
    space(house, 'two', 'one')
    space(house, 'self', 'self')
    assert.deepEqual(shown(house).map(([name]) => name), ['one', 'self', 'two'])
  })
})
