import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import type { SlidingRoom, SlidingSyncResponse } from '../../../../main/engine/matrix/sliding-sync.ts'
import { readAccountDataEvents, readReceipts, readStrippedState, readTyping } from '../../../../main/engine/sync/prepare-parts.ts'
import { prepareSliding } from '../../../../main/engine/sync/prepare-sliding.ts'
import type { PreparedResponse } from '../../../../main/engine/sync/prepared-response.ts'
import { alice, id, me } from '../rooms/house.ts'

const silent: SlidingRoom = {
  isInitial: false, name: undefined, avatar: undefined, heroes: undefined, isDirect: undefined, membership: undefined, requiredState: [],
  timeline: [], isExpandedTimeline: false, isLimited: false, prevBatch: undefined, liveCount: 0, joinedCount: undefined,
  invitedCount: undefined, notificationCount: undefined, highlightCount: undefined, bumpStamp: undefined, strippedState: undefined,
}

const member = (membership: string) =>
  ({ type: 'm.room.member', state_key: me.userId, sender: alice, event_id: `$${membership}`, content: { membership } })

const answerWith = (rooms: Readonly<Record<string, Partial<SlidingRoom>>>): Promise<PreparedResponse> => {
  const response: SlidingSyncResponse = {
    pos: '1', listCounts: new Map([['all', 30]]), rooms: new Map(Object.entries(rooms).map(([name, room]) => [id(name), { ...silent, ...room }])),
    toDevice: undefined, encryption: undefined,
    accountData: [], roomAccountData: new Map(), receipts: new Map(), typing: new Map(),
  }
  return prepareSliding(response, { me, log: silentLog, list: 'all', asked: 20, isExcerpt: false })
}

const prepared = async (room: Partial<SlidingRoom>) => (await answerWith({ a: room })).rooms[0]

describe('a room told by sliding sync', () => {
  test('says how I stand to it, in the one way or the other', async () => {
    const membership = async (room: Partial<SlidingRoom>) => (await prepared(room))?.membership
    assert.equal(await membership({ membership: 'knock' }), 'knock')
    assert.equal(await membership({ requiredState: [member('ban')] }), 'ban')
    assert.equal(await membership({ timeline: [member('join'), member('leave')] }), 'leave')
    assert.equal(await membership({ strippedState: [] }), 'invite')
    assert.equal(await membership({ strippedState: [{ ...member('knock'), event_id: undefined }] }), 'knock')
    assert.equal(await membership({ isInitial: true, joinedCount: 2 }), 'join')
    assert.equal(await membership({ isInitial: true }), 'leave')
    assert.equal(await membership({}), null)
    assert.equal(await membership({ membership: 'emperor' }), null)
  })

  test('told anew, has no heroes unless it names them; otherwise it keeps them', async () => {
    assert.deepEqual((await prepared({ isInitial: true }))?.heroes, [])
    assert.equal((await prepared({}))?.heroes, null)
    const heroes = [{ userId: alice, displayName: 'Alice', avatarUrl: 'javascript:alert(1)' }]
    assert.deepEqual((await prepared({ heroes }))?.heroes, [{ userId: alice, displayName: 'Alice', avatar: null }])
  })

  test('tells state that is gone apart from state that is empty', async () => {
    const requiredState = [
      { type: 'm.room.name', state_key: '' },
      { type: 'm.room.topic', state_key: '', sender: alice, event_id: '$t', content: {} },
      { type: 5, state_key: '' },
      null,
    ]
    const room = await prepared({ requiredState })
    assert.deepEqual(room?.removedState, [{ type: 'm.room.name', stateKey: '' }])
    assert.deepEqual(room.state.map(({ type }) => type), ['m.room.topic'])
  })

  test('leaves others their turn while many events are read, and comes with all of them', async () => {
    const said = (name: string) => ({ type: 'm.room.message', sender: alice, event_id: `$${name}`, origin_server_ts: 1, content: { body: name } })
    const timeline = Array.from({ length: 100 }, (_, at) => said(String(at)))
    let turns = 0
    const timer = setInterval(() => { turns += 1 })
    const names = Array.from({ length: 40 }, (_, at) => `room${at}`)
    const { rooms } = await answerWith(Object.fromEntries(names.map((name) => [name, { timeline }])))
    clearInterval(timer)
    assert.ok(turns > 0)
    assert.deepEqual(rooms.map((room) => room.timeline?.events.length), names.map(() => 100))
  })
})

describe('what both protocols carry', () => {
  test('receipts by event, kind and person, with their threads', () => {
    const content = {
      '$a': {
        'm.read': { [alice]: { ts: 5, thread_id: 'main' }, 'nobody': { ts: 1 } },
        'm.read.private': { [me.userId]: { ts: 6, thread_id: '$root' } },
      },
      '$b': { 'm.read': { [alice]: { ts: 'x', thread_id: {} } }, 'm.other': { [alice]: {} } },
      'c': { 'm.read': { [alice]: {} } },
      '$d': [],
    }
    assert.deepEqual(readReceipts(content), [
      { userId: alice, kind: 'm.read', eventId: '$a', thread: 'main', ts: 5 },
      { userId: me.userId, kind: 'm.read.private', eventId: '$a', thread: '$root', ts: 6 },
      { userId: alice, kind: 'm.read', eventId: '$b', thread: '', ts: 0 },
    ])
  })

  test('who types, without me and without nonsense', () => {
    assert.deepEqual(readTyping({ user_ids: [alice, me.userId, 5, 'x'] }, me.userId), [alice])
    assert.deepEqual(readTyping({}, me.userId), [])
  })

  test('account data and stripped state that make sense', () => {
    assert.deepEqual(
      readAccountDataEvents([{ type: 'a', content: {} }, { type: 'b' }, { content: {} }, null, 'x']), [{ type: 'a', content: {} }],
    )
    const state = readStrippedState(
      [{ type: 'm.room.name', state_key: '', sender: alice, content: { name: 'x' } }, { type: 'm.room.name', sender: alice }, 7],
    )
    assert.deepEqual(state, [{ type: 'm.room.name', stateKey: '', sender: alice, eventId: null, ts: 0, content: { name: 'x' } }])
  })
})
