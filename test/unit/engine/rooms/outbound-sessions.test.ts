import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import type { JsonRecord } from '../../../../main/engine/base/json.ts'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import { MemberLoader } from '../../../../main/engine/rooms/member-loader.ts'
import { beginSession, readSession } from '../../../../main/engine/store/tables/outbound-sessions.ts'
import { alice, bob, event, House, id, me, member, said, type News } from './house.ts'

const session = { begunTs: 1, periodMs: 1_000, messages: 100 }
const leave = { membership: 'leave' }

function open(t: TestContext): House {
  const house = new House(t)
  house.tell('a', { state: [member(me.userId), member(alice), member(bob), member('@guest:example.org', { membership: 'invite' })] })
  house.store.write((writer) => beginSession(writer, id('a'), session))
  return house
}

const goesOn = (house: House): boolean => house.read((reader) => readSession(reader, id('a'))) !== undefined

/** Loads the list of members as the server has it now. */
async function load(house: House, chunk: readonly JsonRecord[]): Promise<void> {
  const refuse = (): Promise<never> => Promise.reject(new HomeserverError('unsupported'))
  const connection = { baseUrl: 'https://example.org', json: async () => ({ chunk }), upload: refuse, download: refuse }
  house.tell('a', { limited: true })
  await new MemberLoader({ store: house.store, connection, me, clock: systemClock }).load(id('a'))
}

const raw = (userId: string, eventId: string): JsonRecord =>
  ({ type: 'm.room.member', sender: userId, state_key: userId, event_id: eventId, origin_server_ts: 1, content: { membership: 'join' } })

describe('the session of what we say in a room', () => {
  const departures: readonly (readonly [string, News])[] = [
    ['somebody leaves', { state: [member(bob, leave)] }],
    ['somebody is banned', { state: [member(bob, { membership: 'ban' })] }],
    ['an invite is declined', { state: [member('@guest:example.org', leave)] }],
    ['somebody leaves and comes back within one sync', { events: [member(bob, leave), member(bob)], state: [member(bob)] }],
    ['a membership is redacted', { events: [event(bob, 'm.room.member', {}, { state_key: bob })] }],
    ['the servers no longer agree that somebody is there', { removedState: [{ type: 'm.room.member', stateKey: bob }] }],
    ['we leave ourselves', { membership: 'leave', state: [member(me.userId, leave)] }],
  ]
  for (const [what, news] of departures) {
    test(`is used no more when ${what}`, (t) => {
      const house = open(t)
      house.tell('a', news)
      assert.equal(goesOn(house), false)
    })
  }

  const others: readonly (readonly [string, News])[] = [
    ['somebody speaks', { events: [said(bob, 'hello')] }],
    ['somebody is called otherwise', { state: [member(bob, { displayname: 'Bobby' })] }],
    ['somebody comes', { events: [member('@new:example.org')], state: [member('@new:example.org')] }],
    ['somebody knocks', { events: [event('@door:example.org', 'm.room.member', { membership: 'knock' }, { state_key: '@door:example.org' })] }],
    ['the rest of a gap is unknown', { limited: true }],
  ]
  for (const [what, news] of others) {
    test(`goes on when ${what}`, (t) => {
      const house = open(t)
      house.tell('a', news)
      assert.equal(goesOn(house), true)
    })
  }

  test('goes on after a gap in which nobody’s membership changed, and not when it did', async (t) => {
    const house = new House(t)
    const here = [raw(me.userId, '$me'), raw(alice, '$alice'), raw(bob, '$bob')]
    await load(house, here)
    house.store.write((writer) => beginSession(writer, id('a'), session))
    await load(house, here)
    assert.equal(goesOn(house), true)
    // Gone and back perhaps: who was there before and after may not have been in between.
    await load(house, [raw(me.userId, '$me'), raw(alice, '$alice'), raw(bob, '$bob-again')])
    assert.equal(goesOn(house), false)
    house.store.write((writer) => beginSession(writer, id('a'), session))
    await load(house, [raw(me.userId, '$me'), raw(alice, '$alice')])
    assert.equal(goesOn(house), false)
  })
})
