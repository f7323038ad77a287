import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice, bob, House, id, state } from './house.ts'

const create = (predecessor?: string) =>
  state('m.room.create', { room_version: '10', ...(predecessor === undefined ? {} : { predecessor: { room_id: id(predecessor) } }) })
const tombstone = (heir: string, sender = alice) => state('m.room.tombstone', { replacement_room: id(heir) }, '', sender)
const powers = state('m.room.power_levels', { users: { [alice]: 100 }, state_default: 50 })

describe('a room that was replaced', () => {
  test('leaves the list once both rooms say so and I am in the new one, and comes back if I leave that', (t) => {
    const house = new House(t)
    house.tell('old', { state: [create(), powers, tombstone('new')] })
    assert.deepEqual([house.room('old').replacedBy, house.room('old').section], [null, 'rooms'])
    house.tell('new', { state: [create('old')] })
    assert.deepEqual([house.room('old').replacedBy, house.room('old').section], [id('new'), 'none'])
    house.tell('new', { membership: 'leave' })
    assert.deepEqual([house.room('old').replacedBy, house.room('old').section], [id('new'), 'rooms'])
  })

  test('is not hidden by a room that merely claims to continue it', (t) => {
    const house = new House(t)
    house.tell('victim', { state: [create(), powers] })
    house.tell('claim', { state: [create('victim')] })
    assert.deepEqual([house.room('victim').replacedBy, house.room('victim').section], [null, 'rooms'])
  })

  test('is not hidden by somebody without the power to do so', (t) => {
    const house = new House(t)
    house.tell('new', { state: [create('old')] })
    house.tell('old', { state: [create(), powers, tombstone('new', bob)] })
    assert.equal(house.room('old').replacedBy, null)
  })

  test('cannot be its own heir, nor one of several that point at each other', (t) => {
    const house = new House(t)
    house.tell('self', { state: [create('self'), powers, tombstone('self')] })
    assert.equal(house.room('self').section, 'rooms')
    house.tell('a', { state: [create('b'), powers, tombstone('b')] })
    house.tell('b', { state: [create('a'), powers, tombstone('a')] })
    assert.deepEqual([house.room('a').section, house.room('b').section], ['rooms', 'rooms'])
  })

  test('may be one of a long chain', (t) => {
    const house = new House(t)
    const length = 300
    for (let at = 0; at < length; at += 1) {
      house.tell(
        `r${at}`, { state: [create(at === 0 ? undefined : `r${at - 1}`), powers, ...(at < length - 1 ? [tombstone(`r${at + 1}`)] : [])] },
      )
    }
    assert.equal(house.room(`r${length - 1}`).section, 'rooms')
    assert.equal(house.room(`r${length - 2}`).section, 'none')
  })
})
