import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonRecord } from '../../../../main/engine/base/json.ts'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import type { Homeserver, JsonRequest } from '../../../../main/engine/matrix/homeserver.ts'
import { MemberLoader } from '../../../../main/engine/rooms/member-loader.ts'
import { readMembers } from '../../../../main/engine/rooms/rows/member-rows.ts'
import { alice, bob, House, id, me, member } from './house.ts'

const told = (userId: string, membership = 'join'): JsonRecord =>
  ({
    type: 'm.room.member', sender: userId, state_key: userId, event_id: `$m-${userId}`, origin_server_ts: 1,
    content: { membership, displayname: userId },
  })

const refuse = (): Promise<never> => Promise.reject(new HomeserverError('unsupported'))

function loaderOf(house: House, json: (request: JsonRequest) => Promise<JsonRecord>): MemberLoader {
  const connection: Homeserver = { baseUrl: 'https://example.org', json, upload: refuse, download: refuse }
  return new MemberLoader({ store: house.store, connection, me, clock: systemClock })
}

const listed = (house: House) =>
  house.read((reader) => readMembers(reader, { me, roomId: id('a'), from: 0, count: 10 })).rows.map(({ key }) => key)

describe('loading all members of a room', () => {
  test('asks once, and takes whoever is not named as gone', async (t) => {
    const house = new House(t)
    house.tell('a', { state: [member(me.userId), member(bob)] })
    let asked = 0
    const loader = loaderOf(house, async () => {
      asked += 1
      return { chunk: [told(alice), told(me.userId), null, { type: 'm.room.member' }] }
    })
    await Promise.all([loader.load(id('a')), loader.load(id('a'))])
    await loader.load(id('a'))
    assert.equal(asked, 1)
    assert.deepEqual(new Set(listed(house)), new Set([alice, me.userId]))
  })

  test('asks again when a gap has made the list doubtful', async (t) => {
    const house = new House(t)
    house.tell('a', { state: [member(me.userId)] })
    let asked = 0
    const loader = loaderOf(house, async () => {
      asked += 1
      return { chunk: [told(me.userId)] }
    })
    await loader.load(id('a'))
    house.tell('a', { limited: true })
    await loader.load(id('a'))
    assert.equal(asked, 2)
  })

  test('asks again when somebody came or went while the answer was on its way', async (t) => {
    const house = new House(t)
    house.tell('a', { state: [member(me.userId), member(alice)] })
    let asked = 0
    const loader = loaderOf(house, async () => {
      asked += 1
      if (asked > 1) return { chunk: [told(me.userId)] }
      house.tell('a', { state: [member(alice, { membership: 'leave' })] })
      return { chunk: [told(me.userId), told(alice)] }
    })
    await loader.load(id('a'))
    assert.deepEqual([asked, listed(house)], [2, [me.userId]])
  })

  test('passes failures on, and can be tried again', async (t) => {
    const house = new House(t)
    house.tell('a', { state: [member(me.userId)] })
    let isUp = false
    const loader = loaderOf(house, async () => {
      if (!isUp) throw new HomeserverError('offline')
      return { chunk: [told(me.userId), told(alice)] }
    })
    await assert.rejects(loader.load(id('a')), { code: 'offline' })
    isUp = true
    await loader.load(id('a'))
    assert.equal(listed(house).length, 2)
  })

  test('asks nothing of rooms that I am not in', async (t) => {
    const house = new House(t)
    house.tell('a', { membership: 'invite' })
    await loaderOf(house, refuse).load(id('a'))
    await loaderOf(house, refuse).load(id('nowhere'))
  })
})
