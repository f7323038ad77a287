import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findRooms, resolveRoomName, roomByNameSql } from '../../../../../main/engine/rooms/rows/find-rooms.ts'
import { alice, House, id, me, member, said, state } from '../house.ts'

const named = (house: House, name: string, roomName: string, ts = 1_000) =>
  house.tell(name, { state: [state('m.room.name', { name: roomName })], events: [said(alice, 'x', { origin_server_ts: ts })] })

const find = (house: House, query: string, limit = 10) => house.read((reader) => findRooms(reader, { me, query, limit }))
const found = (house: House, query: string) => find(house, query).map(({ room }) => room.name)

describe('finding a room', () => {
  test('forgives a wrong letter, marks, case and the order of words', (t) => {
    const house = new House(t)
    named(house, 'a', 'Bridge builders')
    named(house, 'b', 'Küche')
    named(house, 'c', 'Привет мир')
    for (const query of ['bridge', 'BRIDG', 'brigde', 'brdge', 'bridgee', 'builders bridge']) {
      assert.deepEqual(found(house, query), ['Bridge builders'], query)
    }
    assert.deepEqual(found(house, 'kuche'), ['Küche'])
    assert.deepEqual(found(house, 'мир'), ['Привет мир'])
    assert.deepEqual(found(house, 'castle'), [])
  })

  test('puts better matches first and says what matched', (t) => {
    const house = new House(t)
    named(house, 'a', 'Cambridge')
    named(house, 'b', 'Bridge')
    const hits = find(house, 'bridge')
    assert.deepEqual(hits.map(({ room, matches }) => [room.name, matches]), [['Bridge', [[0, 6]]], ['Cambridge', [[3, 9]]]])
  })

  test('knows aliases and the other person of a direct chat', (t) => {
    const house = new House(t)
    house.tellAccount('m.direct', { [alice]: [id('a')] })
    house.tell('a', { joinedCount: 2, state: [state('m.room.name', { name: 'Us' }), member(alice, { displayname: 'Wonderland' })] })
    house.tell(
      'b', { state: [state('m.room.name', { name: 'Plain' }), state('m.room.canonical_alias', { alias: '#special:example.org' })] },
    )
    assert.deepEqual(found(house, 'wonderland'), ['Us'])
    assert.deepEqual(found(house, 'special'), ['Plain'])
  })

  test('without a query gives what was last active, and never what was left', (t) => {
    const house = new House(t)
    named(house, 'a', 'Old', 1_000)
    named(house, 'b', 'New', 9_000)
    named(house, 'c', 'Left', 5_000)
    house.tell('c', { membership: 'leave' })
    assert.deepEqual(found(house, ''), ['New', 'Old'])
    assert.deepEqual(found(house, 'left'), [])
    assert.equal(find(house, '', 1).length, 1)
  })

  test('takes any query', (t) => {
    const house = new House(t)
    named(house, 'a', 'Room (a) [b] \\ *')
    const queries = ['(', '[', '\\', '*+?', '"', '-', 'x'.repeat(10_000), '\u0000', '(a)']
    for (const query of queries) assert.ok(Array.isArray(find(house, query)), query)
  })
})

describe('an exact name', () => {
  const resolve = (house: House, text: string) => house.read((reader) => resolveRoomName(reader, text))

  test('may be an id, an alias or the name that the list shows', (t) => {
    const house = new House(t)
    house.tell(
      'a', { state: [state('m.room.name', { name: 'Garden' }), state('m.room.canonical_alias', { alias: '#garden:example.org' })] },
    )
    for (const text of [id('a'), '#garden:example.org', 'Garden']) assert.deepEqual(resolve(house, text), [id('a')], text)
    for (const text of ['garden', id('b'), '#other:example.org', '']) assert.deepEqual(resolve(house, text), [], text)
  })

  test('of several rooms names them all, but a left one only where there is no other', (t) => {
    const house = new House(t)
    for (const name of ['a', 'b', 'c']) named(house, name, 'Twin')
    house.tell('c', { membership: 'leave' })
    assert.deepEqual(new Set(resolve(house, 'Twin')), new Set([id('a'), id('b')]))
    house.tell('a', { membership: 'leave' })
    house.tell('b', { membership: 'leave' })
    assert.equal(resolve(house, 'Twin').length, 3)
  })

  test('is looked up by an index', (t) => {
    assert.match(new House(t).plan(roomByNameSql), /SEARCH room USING (COVERING )?INDEX room_by_name \(name=\?\)/)
  })
})
