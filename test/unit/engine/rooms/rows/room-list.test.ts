import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RoomListRow } from '../../../../../preload/contract/index.ts'
import { headersSql, listRooms, readRoomList, sectionSql, type RoomListQuery } from '../../../../../main/engine/rooms/rows/room-list.ts'
import { selectRooms } from '../../../../../main/engine/rooms/rows/room-selection.ts'
import { childrenSql } from '../../../../../main/engine/rooms/space-tree.ts'
import { readUnreadTotals } from '../../../../../main/engine/rooms/unread-totals.ts'
import { alice, House, id, me, said, state, type News } from '../house.ts'

const tag = (name: string, content: object = {}): News => ({ accountData: [{ type: 'm.tag', content: { tags: { [name]: content } } }] })
const at = (ts: number): News => ({ events: [said(alice, 'x', { origin_server_ts: ts })] })

/** Headers as `[section count unread]`, rooms by their names. */
const draw = (rows: readonly RoomListRow[]): readonly string[] => rows.map((row) => (row.type === 'section'
  ? `[${row.section} ${row.count}${row.isFolded ? ' folded' : ''}]` : row.roomId.slice(1, row.roomId.indexOf(':'))))

const list = (house: House, query: Partial<RoomListQuery> = {}) =>
  house.read((reader) => readRoomList(reader, { me, filter: 'all', from: 0, count: 100, ...query }))

/** Rooms of every kind. */
function furnish(house: House): void {
  house.tellAccount('m.direct', { [alice]: [id('alice')] })
  house.tell('alice', { ...at(5_000) })
  house.tell('old', at(1_000))
  house.tell('new', at(9_000))
  house.tell('second', { ...tag('m.favourite', { order: 0.9 }), ...at(8_000) })
  house.tell('first', { ...tag('m.favourite', { order: 0.1 }), ...at(2_000) })
  house.tell('dull', { ...tag('m.lowpriority'), ...at(9_500) })
  house.tell('invited', { membership: 'invite' })
  house.tell('gone', { membership: 'leave' })
  house.tell('space', { state: [state('m.room.create', { type: 'm.space' })] })
}

const whole = [
  '[invites 1]', 'invited', '[favourites 2]', 'first', 'second', '[people 1]', 'alice', '[rooms 2]', 'new', 'old',
  '[low-priority 1]', 'dull',
]

describe('the room list', () => {
  test('has its sections in order, and in each what was last active first', (t) => {
    const house = new House(t)
    furnish(house)
    assert.deepEqual(draw(list(house).rows), whole)
    assert.equal(list(house).total, whole.length)
  })

  test('shows of a folded section its header alone', (t) => {
    const house = new House(t)
    furnish(house)
    const { rows, total } = list(house, { folded: ['favourites', 'rooms', 'nonsense'] })
    assert.deepEqual(
      draw(rows),
      ['[invites 1]', 'invited', '[favourites 2 folded]', '[people 1]', 'alice', '[rooms 2 folded]', '[low-priority 1]', 'dull'],
    )
    assert.equal(total, 8)
  })

  test('reads any window as a part of the whole', (t) => {
    const house = new House(t)
    furnish(house)
    for (let from = 0; from <= whole.length; from += 1) {
      for (let count = 1; count <= whole.length; count += 1) {
        assert.deepEqual(draw(list(house, { from, count }).rows), whole.slice(from, from + count))
      }
    }
  })

  test('says that a room is empty when that is known from its beginning', (t) => {
    const house = new House(t)
    house.tell('begun', { events: [state('m.room.create', {})] })
    house.tell('cut', { events: [state('m.room.topic', { topic: 'x' })], limited: true })
    house.tell('full', { events: [state('m.room.create', {}), said(alice, 'x')] })
    house.tell('unheard')
    const empty = list(house).rows.filter((row) => row.type === 'room').filter(({ isEmpty }) => isEmpty)
    assert.deepEqual(empty.map(({ roomId }) => roomId), [id('begun')])
  })

  test('is filtered', (t) => {
    const house = new House(t)
    furnish(house)
    house.tell('new', { membership: 'join', accountData: [{ type: 'm.marked_unread', content: { unread: true } }], receipts: [] })
    const filtered = (filter: RoomListQuery['filter']) => draw(list(house, { filter }).rows)
    assert.deepEqual(filtered('dm'), ['[people 1]', 'alice'])
    assert.deepEqual(filtered('invites'), ['[invites 1]', 'invited'])
    assert.deepEqual(filtered('favourites'), ['[favourites 2]', 'first', 'second'])
    assert.deepEqual(filtered('left'), ['[left 1]', 'gone'])
    // Everything here was said by somebody else, and nothing of it was read.
    assert.deepEqual(filtered('unread'), whole.slice(2))
    assert.deepEqual(house.read((reader) => listRooms(reader, { me, filter: 'all', limit: 3 })).map(({ name }) => name).length, 3)
  })

  test('shows of a space what is in it and in the spaces within', (t) => {
    const house = new House(t)
    furnish(house)
    const child = (name: string, content: object = { via: ['example.org'] }) => state('m.space.child', content, id(name))
    house.tell('inner', { state: [state('m.room.create', { type: 'm.space' }), child('old'), child('space')] })
    house.tell('space', { state: [child('alice'), child('inner'), child('new', {}), child('unknown')] })
    assert.deepEqual(draw(list(house, { space: id('space') }).rows), ['[people 1]', 'alice', '[rooms 1]', 'old'])
  })

  test('adds up what is unread, and leaves out what is muted', (t) => {
    const house = new House(t)
    house.tell('a', { events: [said(alice, '1'), said(alice, '2')] })
    house.tell('b', { events: [said(alice, '3')] })
    const rule = { actions: [], conditions: [{ kind: 'event_match', key: 'room_id', pattern: id('b') }] }
    house.tellAccount('m.push_rules', { global: { override: [rule] } })
    const [header] = list(house).rows
    assert.deepEqual(header?.type === 'section' && [header.count, header.unread], [2, 2])
    assert.deepEqual(house.read(readUnreadTotals), { unread: 2, mentions: 0 })
  })

  test('costs what its window costs: every section is read in the order of an index', (t) => {
    const house = new House(t)
    for (const filter of ['all', 'unread', 'dm'] as const) {
      const plan = house.plan(sectionSql(selectRooms(filter, null).where))
      assert.match(plan, /SEARCH room USING INDEX room_(list|unread|direct) \(section=\?\)/, filter)
      assert.doesNotMatch(plan, /SCAN|TEMP B-TREE/, filter)
    }
    assert.match(house.plan(headersSql('')), /COVERING INDEX room_counts/)
    assert.match(house.plan(childrenSql), /SEARCH state USING (PRIMARY KEY|INDEX) .*room=\? AND type=\?/)
  })
})
