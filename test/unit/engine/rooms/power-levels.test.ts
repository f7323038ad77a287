import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { creatorsLevel, PowerLevels, type PowerFacts } from '../../../../main/engine/rooms/power-levels.ts'
import { alice, bob, me } from './house.ts'

const powers = (facts: Partial<PowerFacts>) => new PowerLevels({ levels: null, create: { room_version: '10' }, creator: alice, ...facts })

describe('power levels', () => {
  test('without the event whoever made the room is the only one with power', () => {
    const none = powers({})
    assert.deepEqual([none.of(alice), none.of(bob)], [100, 0])
    assert.equal(none.maySendState(bob, 'm.room.name'), true)
    assert.deepEqual([none.mayRedactOthers(bob), none.mayNotifyRoom(bob), none.mayInvite(bob)], [false, false, true])
    assert.deepEqual(none.mighty, [alice])
  })

  test('are read with their defaults', () => {
    const some = powers(
      { levels: { users: { [bob]: 50 }, users_default: 10, events: { 'm.room.name': 60 }, events_default: 5, invite: 20 } },
    )
    assert.deepEqual([some.of(alice), some.of(bob), some.of(me.userId)], [10, 50, 10])
    assert.deepEqual([some.maySendState(bob, 'm.room.name'), some.maySendState(bob, 'm.room.topic')], [false, true])
    assert.deepEqual([some.mayInvite(bob), some.mayInvite(alice)], [true, false])
    assert.deepEqual([some.maySend(alice, 'm.room.message'), some.mayRedactOthers(bob)], [true, true])
    assert.deepEqual(some.mighty, [bob])
  })

  test('as strings of digits count, as older rooms have them; other types do not', () => {
    const odd = powers({ levels: { users: { [bob]: '50', [alice]: [100], __proto__: 5 }, ban: {}, users_default: 1.5 } })
    assert.deepEqual([odd.of(bob), odd.of(alice)], [50, 0])
  })

  test('do not bind the creators of a version 12 room', () => {
    const create = { room_version: '12', additional_creators: [bob, 7] }
    const levels = { users: { [me.userId]: 100 }, events: { 'm.room.tombstone': 150 } }
    const newer = powers({ create, levels })
    assert.deepEqual([newer.of(alice), newer.of(bob), newer.of(me.userId)], [creatorsLevel, creatorsLevel, 100])
    assert.deepEqual([newer.maySendState(alice, 'm.room.tombstone'), newer.maySendState(me.userId, 'm.room.tombstone')], [true, false])
    assert.deepEqual(new Set(newer.mighty), new Set([me.userId, alice, bob]))
    assert.equal(powers({ create: { room_version: '11', additional_creators: [bob] }, levels: {} }).of(bob), 0)
  })
})
