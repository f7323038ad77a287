import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EventId, UserId } from '../../../../preload/contract/index.ts'
import { applyOlderMembers, applyRedactedState } from '../../../../main/engine/rooms/apply-state.ts'
import { readMembers } from '../../../../main/engine/rooms/rows/member-rows.ts'
import { personIn } from '../../../../main/engine/rooms/names.ts'
import { memberWindowSql, readMember, sharedName } from '../../../../main/engine/store/tables/members.ts'
import { alice, bob, House, id, me, member, state } from './house.ts'

const carol = '@carol:example.org' as UserId
const nameOf = (house: House, userId: UserId) =>
  house.read((reader) => personIn(reader, { room: house.room('a').room, account: me.userId }, userId)).name

describe('a member', () => {
  test('is called by their name, by their id where there is none or nobody knows them', (t) => {
    const house = new House(t)
    house.tell('a', { state: [member(alice, { displayname: 'Alice' }), member(bob, { displayname: null })] })
    assert.deepEqual([alice, bob, carol].map((userId) => nameOf(house, userId)), ['Alice', bob, carol])
  })

  test('is told apart from whoever looks the same, as long as both are there', (t) => {
    const house = new House(t)
    house.tell(
      'a',
      { state: [member(alice, { displayname: 'Alice' }), member(bob, { displayname: 'alicе' }), member(carol, { displayname: 'Carol' })] },
    )
    assert.deepEqual([alice, bob, carol].map((userId) => nameOf(house, userId)), [`Alice (${alice})`, `alicе (${bob})`, 'Carol'])
    house.tell('a', { state: [member(bob, { membership: 'leave', displayname: 'alicе' })] })
    assert.equal(nameOf(house, alice), 'Alice')
  })

  test("cannot pass for somebody's id", (t) => {
    const house = new House(t)
    house.tell('a', { state: [member(bob, { displayname: alice })] })
    assert.equal(nameOf(house, bob), `${alice} (${bob})`)
  })

  test('has a picture only of a well-formed address', (t) => {
    const house = new House(t)
    house.tell(
      'a', { state: [member(alice, { avatar_url: 'mxc://example.org/face' }), member(bob, { avatar_url: 'https://example.org/face' })] },
    )
    const avatar = (userId: UserId) => house.read(
      (reader) => personIn(reader, { room: house.room('a').room, account: me.userId }, userId),
    ).avatar
    assert.match(avatar(alice) ?? '', /^causeway-media:\/\/.*example\.org\/face/)
    assert.equal(avatar(bob), null)
  })

  test('keeps a membership that makes sense', (t) => {
    const house = new House(t)
    house.tell('a', { state: [member(alice, { membership: 'owner' }), member(bob, { membership: 'knock' })] })
    const membership = (userId: UserId) => house.read((reader) => readMember(reader, house.room('a').room, userId))?.membership
    assert.deepEqual([membership(alice), membership(bob)], ['leave', 'knock'])
  })

  test('told along with old history is taken only where nobody is known', (t) => {
    const house = new House(t)
    const { room } = house.tell('a', { state: [member(alice, { displayname: 'Alice' })] })
    const events = [member(alice, { displayname: 'Once Alice' }), member(bob, { displayname: 'Bob' })]
    house.store.write((writer) => applyOlderMembers(writer, { room, roomId: id('a'), events }))
    assert.deepEqual([nameOf(house, alice), nameOf(house, bob)], ['Alice', 'Bob'])
  })

  test('loses the name that is taken back, unless a later one has replaced it', (t) => {
    const house = new House(t)
    const rude = member(alice, { displayname: 'Rude' })
    const { room } = house.tell('a', { state: [rude] })
    const takeBack = () => house.store.write((writer) =>
      applyRedactedState(writer, { room, roomId: id('a'), event: { ...rude, content: { membership: 'join' } } }))
    takeBack()
    assert.equal(nameOf(house, alice), alice)
    house.tell('a', { state: [member(alice, { displayname: 'Polite' })] })
    takeBack()
    assert.equal(nameOf(house, alice), 'Polite')
  })
})

describe('the list of members', () => {
  const list = (house: House, query = '', from = 0, count = 100) =>
    house.read((reader) => readMembers(reader, { me, roomId: id('a'), query, from, count }))
  const names = ['Zoë', 'adam', 'Bea', 'Émile', 'Carl']
  const furnish = (house: House) => house.tell('a', {
    state: [
      state('m.room.power_levels', { users: { [alice]: 100, [bob]: 50, '@muted:example.org': -1 } }),
      member(alice, { displayname: 'Zz Admin' }), member(bob, { displayname: 'Moderator' }),
      ...names.map((displayname, at) => member(`@m${at}:example.org`, { displayname })),
      member('@gone:example.org', { membership: 'leave', displayname: 'Gone' }),
      member('@guest:example.org', { membership: 'invite', displayname: 'Guest' }),
    ],
  })

  test('begins with the mightiest and goes on by name', (t) => {
    const house = new House(t)
    furnish(house)
    const { rows, total } = list(house)
    assert.deepEqual(rows.map(({ person }) => person.name), ['Zz Admin', 'Moderator', 'adam', 'Bea', 'Carl', 'Guest', 'Zoë', 'Émile'])
    assert.deepEqual(rows.map(({ powerLevel }) => powerLevel), [100, 50, 0, 0, 0, 0, 0, 0])
    assert.deepEqual([total, rows.find(({ person }) => person.name === 'Guest')?.membership], [8, 'invite'])
  })

  test('is read by windows', (t) => {
    const house = new House(t)
    furnish(house)
    const whole = list(house).rows
    for (let from = 0; from < 9; from += 1) for (let count = 1; count < 9; count += 1) {
      assert.deepEqual(list(house, '', from, count).rows, whole.slice(from, from + count))
    }
  })

  test('is searched by name and id, whatever the case or the marks', (t) => {
    const house = new House(t)
    furnish(house)
    const found = (query: string) => list(house, query).rows.map(({ person }) => person.name)
    assert.deepEqual(found('emi'), ['Émile'])
    assert.deepEqual(found('ZOE'), ['Zoë'])
    assert.deepEqual(found('ADMIN'), ['Zz Admin'])
    assert.deepEqual(found('@guest'), ['Guest'])
    assert.deepEqual(found('%'), [])
  })

  test('and names told apart are found by an index', (t) => {
    const house = new House(t)
    assert.match(house.plan(sharedName), /SEARCH member USING INDEX member_by_name \(room=\? AND name_key=\?\)/)
    const plan = house.plan(memberWindowSql(true))
    assert.match(plan, /USING INDEX member_in_order/)
    assert.doesNotMatch(plan, /TEMP B-TREE FOR ORDER/)
  })
})

test('an event id of a member is the one that made them what they are', (t) => {
  const house = new House(t)
  const joined = member(alice)
  const { room } = house.tell('a', { state: [joined] })
  assert.equal(house.read((reader) => readMember(reader, room, alice))?.eventId satisfies EventId | null | undefined, joined.eventId)
})
