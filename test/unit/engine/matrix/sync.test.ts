import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RoomId } from '../../../../preload/contract/ids.ts'
import { sync } from '../../../../main/engine/matrix/sync.ts'
import { toldHomeserver, wire } from './told-homeserver.ts'

const room = '!room:example.org' as RoomId
const read = (answer: unknown) => sync(toldHomeserver(answer), { timeoutMs: 0 })

describe('a round of /sync', () => {
  test('asks from the last position, with the filter written out', async () => {
    const homeserver = toldHomeserver({ next_batch: 's2' })
    await sync(homeserver, {
      since: 's1',
      timeoutMs: 30_000,
      filter: { room: { state: { lazy_load_members: true } } },
      presence: 'offline',
    })
    const [request] = homeserver.asked
    assert.ok(request)
    assert.deepEqual(wire(request), {
      line: 'GET /_matrix/client/v3/sync',
      query: {
        since: 's1',
        timeout: 30_000,
        filter: '{"room":{"state":{"lazy_load_members":true}}}',
        set_presence: 'offline',
        use_state_after: true,
      },
      body: undefined,
    })
    assert.equal(request.patience?.idleMs, 60_000)
  })

  test('bears longer with a first one', async () => {
    const homeserver = toldHomeserver({ next_batch: 's1' })
    await sync(homeserver, { timeoutMs: 0 })
    assert.ok((homeserver.asked[0]?.patience?.idleMs ?? 0) >= 300_000)
  })

  test('that brings nothing is empty, not missing', async () => {
    const { nextBatch, joined, invited, left, accountData, toDevice, deviceLists, oneTimeKeyCounts, unusedFallbackKeyTypes } = await read(
      { next_batch: 's2' },
    )
    assert.deepEqual(
      { nextBatch, accountData, toDevice, deviceLists },
      { nextBatch: 's2', accountData: [], toDevice: [], deviceLists: { changed: [], left: [] } },
    )
    assert.deepEqual([joined.size, invited.size, left.size, oneTimeKeyCounts, unusedFallbackKeyTypes], [0, 0, 0, undefined, undefined])
  })

  test('hands its events on as they came', async () => {
    const event = { type: 'm.room.message', content: { body: 'hi' } }
    const answer = await read({
      next_batch: 's2',
      account_data: { events: [event, null] },
      to_device: { events: [7] },
      device_one_time_keys_count: { signed_curve25519: 50, bad: -1, worse: 'x' },
      device_unused_fallback_key_types: ['signed_curve25519', 3],
      device_lists: { changed: ['@mira:example.org', 'nobody', 5], left: 'x' },
      rooms: {
        join: {
          [room]: {
            summary: { 'm.heroes': ['@mira:example.org', 5], 'm.joined_member_count': 2 },
            state: { events: [event] },
            timeline: { events: [event, 'not an event', [event]], limited: true, prev_batch: 'p1' },
            ephemeral: { events: [event] },
            account_data: { events: [event] },
            unread_notifications: { notification_count: 3, highlight_count: -7 },
            unread_thread_notifications: { $root: { notification_count: 1 }, root: { notification_count: 1 } },
          },
        },
        invite: { [room]: { invite_state: { events: [event] } } },
        knock: { [room]: {} },
        leave: { [room]: { timeline: { events: [event] } } },
      },
    })
    const joined = answer.joined.get(room)
    assert.deepEqual(joined, {
      state: { at: 'start', events: [event] },
      timeline: { events: [event, 'not an event', [event]], isLimited: true, prevBatch: 'p1' },
      accountData: [event],
      summary: { heroes: ['@mira:example.org'], joinedCount: 2, invitedCount: undefined },
      ephemeral: [event],
      unread: { notifications: 3, highlights: 0 },
      unreadByThread: new Map([['$root', { notifications: 1, highlights: 0 }]]),
    })
    assert.deepEqual([...answer.invited], [[room, [event]]])
    assert.deepEqual([...answer.knocked], [[room, []]])
    assert.deepEqual(
      [...answer.left.values()].map(({ timeline }) => timeline.events),
      [[event]],
    )
    assert.deepEqual(answer.accountData, [event, null])
    assert.deepEqual(answer.toDevice, [7])
    assert.deepEqual(answer.deviceLists, { changed: ['@mira:example.org'], left: [] })
    assert.deepEqual([...(answer.oneTimeKeyCounts ?? [])], [['signed_curve25519', 50]])
    assert.deepEqual(answer.unusedFallbackKeyTypes, ['signed_curve25519'])
  })

  test('tells state at the end of the timeline from state at its start, even when empty', async () => {
    const answer = await read({ next_batch: 's2', rooms: { join: { '!a:x': { state_after: {} }, '!b:x': { state: { events: [1] } } } } })
    assert.deepEqual(
      [...answer.joined.values()].map(({ state }) => state),
      [
        { at: 'end', events: [] },
        { at: 'start', events: [1] },
      ],
    )
  })

  test('survives whatever stands where something else should', async () => {
    const junk = [null, 5, 'x', [], true]
    for (const value of junk) {
      await read({ next_batch: 's2', rooms: value, account_data: value, to_device: value, device_lists: value, presence: value })
      await read({ next_batch: 's2', rooms: { join: value, invite: value, leave: value, knock: value } })
      const answer = await read({
        next_batch: 's2',
        rooms: {
          join: { [room]: { summary: value, state: value, timeline: value, ephemeral: value, unread_notifications: value } },
          invite: { [room]: value },
        },
      })
      assert.deepEqual(answer.joined.get(room)?.timeline, { events: [], isLimited: false, prevBatch: undefined })
    }
  })

  test('takes nothing for a room that is not named like one', async () => {
    const answer = await read(
      '{"next_batch":"s2","rooms":{"join":{"__proto__":{"polluted":1},"constructor":{},"#a:x":{},"! :x":{},"!ok:x":{}}}}',
    )
    assert.deepEqual([...answer.joined.keys()], ['!ok:x'])
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false)
  })

  test('without a position is no answer', async () => {
    for (const next_batch of [undefined, null, 5]) await assert.rejects(read({ next_batch }), { code: 'bad-response' })
  })
})
