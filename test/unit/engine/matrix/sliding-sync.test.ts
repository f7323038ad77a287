import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RoomId } from '../../../../preload/contract/ids.ts'
import { slidingSync, type SlidingSyncRequest } from '../../../../main/engine/matrix/sliding-sync.ts'
import { toldHomeserver, wire } from './told-homeserver.ts'

const room = '!room:example.org' as RoomId
const empty: SlidingSyncRequest = { timeoutMs: 0, lists: {}, extensions: {} }
const read = (answer: unknown) => slidingSync(toldHomeserver(answer), empty)

describe('a round of sliding sync', () => {
  test('asks in the words of the unstable endpoint', async () => {
    const homeserver = toldHomeserver({ pos: 'p2' })
    await slidingSync(homeserver, {
      connectionId: 'main',
      pos: 'p1',
      timeoutMs: 30_000,
      presence: 'offline',
      lists: {
        all: {
          range: [0, 19],
          timelineLimit: 10,
          requiredState: [
            ['m.room.create', ''],
            ['m.room.member', '$LAZY'],
          ],
          filters: { isInvited: false, notRoomTypes: ['m.space'], roomTypes: [null] },
        },
      },
      subscriptions: new Map([[room, { timelineLimit: 50, requiredState: [['*', '*']] }]]),
      extensions: { toDevice: { since: '7' }, encryption: false, accountData: true, receipts: true, typing: true },
    })
    const [request] = homeserver.asked
    assert.ok(request)
    assert.deepEqual(wire(request), {
      line: 'POST /_matrix/client/unstable/org.matrix.simplified_msc3575/sync',
      query: { pos: 'p1', timeout: 30_000, set_presence: 'offline' },
      body: {
        conn_id: 'main',
        lists: {
          all: {
            ranges: [[0, 19]],
            timeline_limit: 10,
            required_state: [
              ['m.room.create', ''],
              ['m.room.member', '$LAZY'],
            ],
            filters: { is_invite: false, not_room_types: ['m.space'], room_types: [null] },
          },
        },
        room_subscriptions: { [room]: { timeline_limit: 50, required_state: [['*', '*']] } },
        extensions: {
          to_device: { enabled: true, since: '7' },
          account_data: { enabled: true },
          receipts: { enabled: true },
          typing: { enabled: true },
        },
      },
    })
  })

  test('tells what changed, what is gone and what stays', async () => {
    const { rooms } = await read({
      pos: 'p2',
      rooms: { '!a:x': { initial: true, name: 'A', avatar: null }, '!b:x': {}, '!c:x': { name: null } },
    })
    const told = [...rooms.values()].map(({ isInitial, name, avatar }) => ({ isInitial, name, avatar }))
    assert.deepEqual(told, [
      { isInitial: true, name: 'A', avatar: null },
      { isInitial: false, name: undefined, avatar: undefined },
      { isInitial: false, name: null, avatar: undefined },
    ])
  })

  test('hands a room on with its events as they came', async () => {
    const event = { type: 'm.room.message' }
    const { rooms, listCounts } = await read({
      pos: 'p2',
      lists: { all: { count: 1337, ops: [] }, bad: 5 },
      rooms: {
        [room]: {
          initial: true,
          name: 'Room',
          avatar: 'mxc://a/b',
          is_dm: true,
          membership: 'join',
          limited: true,
          prev_batch: 't1',
          num_live: 2,
          heroes: [{ user_id: '@mira:example.org', displayname: 'Mira', avatar_url: 5 }, { user_id: 'x' }, 'y'],
          required_state: [event, { type: 'm.room.topic', state_key: '' }],
          timeline: [event, 5],
          unstable_expanded_timeline: true,
          joined_count: 41,
          invited_count: 1,
          notification_count: 3,
          highlight_count: 0,
          bump_stamp: 99,
          invite_state: [event],
        },
      },
    })
    assert.deepEqual(rooms.get(room), {
      isInitial: true,
      name: 'Room',
      avatar: 'mxc://a/b',
      isDirect: true,
      membership: 'join',
      isLimited: true,
      prevBatch: 't1',
      liveCount: 2,
      heroes: [{ userId: '@mira:example.org', displayName: 'Mira', avatarUrl: undefined }],
      requiredState: [event, { type: 'm.room.topic', state_key: '' }],
      timeline: [event, 5],
      isExpandedTimeline: true,
      joinedCount: 41,
      invitedCount: 1,
      notificationCount: 3,
      highlightCount: 0,
      bumpStamp: 99,
      strippedState: [event],
    })
    assert.deepEqual([...listCounts], [['all', 1337]])
  })

  test('hands on what the extensions bring', async () => {
    const { toDevice, encryption, accountData, roomAccountData, receipts, typing } = await read({
      pos: 'p2',
      extensions: {
        to_device: { next_batch: '8', events: [1] },
        e2ee: { device_one_time_keys_count: { signed_curve25519: 50 }, device_lists: { changed: ['@mira:example.org'], left: [] } },
        account_data: { global: [2], rooms: { [room]: [3], bad: [4] } },
        receipts: { rooms: { [room]: { type: 'm.receipt' }, '!x:y': 5 } },
        typing: { rooms: { [room]: { type: 'm.typing' } } },
      },
    })
    assert.deepEqual(toDevice, { nextBatch: '8', events: [1] })
    assert.deepEqual(encryption?.deviceLists, { changed: ['@mira:example.org'], left: [] })
    assert.deepEqual(accountData, [2])
    assert.deepEqual([...roomAccountData], [[room, [3]]])
    assert.deepEqual([...receipts], [[room, { type: 'm.receipt' }]])
    assert.deepEqual([...typing], [[room, { type: 'm.typing' }]])
  })

  test('survives whatever stands where something else should', async () => {
    for (const value of [null, 5, 'x', [], true]) {
      await read({ pos: 'p2', lists: value, rooms: value, extensions: value })
      await read({ pos: 'p2', extensions: { to_device: value, e2ee: value, account_data: value, receipts: value, typing: value } })
      const { rooms } = await read({
        pos: 'p2',
        rooms: { [room]: { name: value, heroes: value, timeline: value, num_live: value, prev_batch: value } },
      })
      assert.equal(rooms.size, 1)
    }
    const { rooms } = await read('{"pos":"p2","rooms":{"__proto__":{"name":"x"},"toString":{}}}')
    assert.equal(rooms.size, 0)
  })

  test('without a position is no answer', async () => {
    await assert.rejects(read({ rooms: {} }), { code: 'bad-response' })
  })
})
