import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import type { SlidingRoom, SlidingSyncResponse } from '../../../../main/engine/matrix/sliding-sync.ts'
import { readAccountDataEvents, readReceipts, readStrippedState, readTyping } from '../../../../main/engine/sync/prepare-parts.ts'
import { prepareSliding } from '../../../../main/engine/sync/prepare-sliding.ts'
import { alice, id, me } from '../rooms/house.ts'

const silent: SlidingRoom = {
  isInitial: false, name: undefined, avatar: undefined, heroes: undefined, isDirect: undefined, membership: undefined, requiredState: [],
  timeline: [], isExpandedTimeline: false, isLimited: false, prevBatch: undefined, liveCount: 0, joinedCount: undefined,
  invitedCount: undefined, notificationCount: undefined, highlightCount: undefined, bumpStamp: undefined, strippedState: undefined,
}

const member = (membership: string) =>
  ({ type: 'm.room.member', state_key: me.userId, sender: alice, event_id: `$${membership}`, content: { membership } })

const prepared = (room: Partial<SlidingRoom>) => {
  const response: SlidingSyncResponse = {
    pos: '1', listCounts: new Map([['all', 30]]), rooms: new Map([[id('a'), { ...silent, ...room }]]),
    toDevice: undefined, encryption: undefined,
    accountData: [], roomAccountData: new Map(), receipts: new Map(), typing: new Map(),
  }
  return prepareSliding(response, { me, log: silentLog, list: 'all', asked: 20, isExcerpt: false }).rooms[0]
}

describe('a room told by sliding sync', () => {
  test('says how I stand to it, in the one way or the other', () => {
    const membership = (room: Partial<SlidingRoom>) => prepared(room)?.membership
    assert.equal(membership({ membership: 'knock' }), 'knock')
    assert.equal(membership({ requiredState: [member('ban')] }), 'ban')
    assert.equal(membership({ timeline: [member('join'), member('leave')] }), 'leave')
    assert.equal(membership({ strippedState: [] }), 'invite')
    assert.equal(membership({ strippedState: [{ ...member('knock'), event_id: undefined }] }), 'knock')
    assert.equal(membership({ isInitial: true, joinedCount: 2 }), 'join')
    assert.equal(membership({ isInitial: true }), 'leave')
    assert.equal(membership({}), null)
    assert.equal(membership({ membership: 'emperor' }), null)
  })

  test('told anew, has no heroes unless it names them; otherwise it keeps them', () => {
    assert.deepEqual(prepared({ isInitial: true })?.heroes, [])
    assert.equal(prepared({})?.heroes, null)
    const heroes = [{ userId: alice, displayName: 'Alice', avatarUrl: 'javascript:alert(1)' }]
    assert.deepEqual(prepared({ heroes })?.heroes, [{ userId: alice, displayName: 'Alice', avatar: null }])
  })

  test('tells state that is gone apart from state that is empty', () => {
    const requiredState = [
      { type: 'm.room.name', state_key: '' },
      { type: 'm.room.topic', state_key: '', sender: alice, event_id: '$t', content: {} },
      { type: 5, state_key: '' },
      null,
    ]
    const room = prepared({ requiredState })
    assert.deepEqual(room?.removedState, [{ type: 'm.room.name', stateKey: '' }])
    assert.deepEqual(room.state.map(({ type }) => type), ['m.room.topic'])
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
