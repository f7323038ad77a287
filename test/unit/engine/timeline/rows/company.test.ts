import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { putReceipt } from '../../../../../main/engine/store/tables/receipts.ts'
import { putRoomFacts } from '../../../../../main/engine/store/tables/rooms.ts'
import { putState } from '../../../../../main/engine/store/tables/state.ts'
import type { UserId } from '../../../../../preload/contract/index.ts'
import { anna, bob, edit, event, idOf, me, reaction, redaction, RoomFixture } from '../room-fixture.ts'

const read = (room: RoomFixture, userId: UserId, name: string, thread = '', kind: 'm.read' | 'm.read.private' = 'm.read') =>
  room.store.write((writer) => putReceipt(writer, room.room, { userId, kind, thread, eventId: idOf(name), ts: 1 }))

describe('what an answer shows of what it answers', () => {
  const answer = (name: string, target: string, more: Record<string, unknown> = {}) =>
    event(name, { content: { msgtype: 'm.text', body: name, 'm.relates_to': { 'm.in_reply_to': { event_id: idOf(target) }, ...more } } })

  test('is one line of it, with its newest edit', (context) => {
    const room = new RoomFixture(context)
    room.append([event('a', { sender: bob }), edit('e', 'a', 'two\n\nlines', { sender: bob }), answer('b', 'a')])
    const { replyTo } = room.row('b')
    assert.deepEqual([replyTo?.text, replyTo?.kind, replyTo?.state, replyTo?.sender?.userId], ['two lines', 'text', 'known', bob])
  })

  test('is fetched when it is not here, and said to be missing when it is not to be had', (context) => {
    const room = new RoomFixture(context)
    room.append([answer('b', 'a'), answer('c', 'a')])
    assert.deepEqual(room.read().missing, [idOf('a')])
    assert.equal(room.row('b').replyTo?.state, 'loading')
    const slice = room.read(undefined, { isMissing: () => true })
    assert.deepEqual([slice.missing, slice.rows[0]?.replyTo?.state], [[], 'missing'])
  })

  test('is nothing once that was taken back', (context) => {
    const room = new RoomFixture(context)
    room.append([event('a'), answer('b', 'a'), redaction('r', 'a')])
    assert.deepEqual([room.row('b').replyTo?.state, room.row('b').replyTo?.text], ['redacted', ''])
  })

  test('is the name of a file, and nothing of what cannot be read', (context) => {
    const room = new RoomFixture(context)
    room.append([
      event('f', { content: { msgtype: 'm.file', body: 'plan.pdf', url: 'mxc://example.org/f' } }), event('x', { content: {} }),
      answer('b', 'f'), answer('c', 'x'),
    ])
    assert.deepEqual([room.row('b').replyTo?.text, room.row('b').replyTo?.kind], ['plan.pdf', 'file'])
    assert.deepEqual([room.row('c').replyTo?.text, room.row('c').replyTo?.kind], ['', 'unreadable'])
  })

  test('is not the crutch of clients that know no threads', (context) => {
    const room = new RoomFixture(context)
    const thread = { rel_type: 'm.thread', event_id: idOf('root') }
    room.append([event('root'), answer('b', 'root', { ...thread, is_falling_back: true }), answer('c', 'b', thread)])
    assert.deepEqual([room.row('b').thread, room.row('b').replyTo], [idOf('root'), null])
    assert.equal(room.row('c').replyTo?.eventId, idOf('b'))
  })
})

describe('who has read', () => {
  test('stands on the row that they have read, or the last one before it', (context) => {
    const room = new RoomFixture(context)
    room.append([event('a'), event('b'), reaction('x', 'a', '👍'), event('c')])
    read(room, anna, 'x')
    read(room, bob, 'c')
    assert.deepEqual(room.rows().map(({ readBy }) => readBy.map(({ userId }) => userId)), [[], [anna], [bob]])
  })

  test('is not me, and nobody who reads in private', (context) => {
    const room = new RoomFixture(context)
    room.append([event('a')])
    read(room, me.userId, 'a')
    read(room, bob, 'a', '', 'm.read.private')
    assert.deepEqual(room.row('a').readBy, [])
  })

  test('stands once, on the furthest of their receipts, though that is not in the window', (context) => {
    const room = new RoomFixture(context)
    room.append([event('a'), event('b')])
    read(room, anna, 'a', 'main')
    read(room, anna, 'b')
    assert.deepEqual(room.rows().map(({ readByCount }) => readByCount), [0, 1])
    assert.deepEqual(room.read({ kind: 'before', eventId: idOf('b'), count: 1 }).rows[0]?.readBy, [])
  })

  test('is shown for five, and counted for all', (context) => {
    const room = new RoomFixture(context)
    room.append([event('a')])
    for (let i = 0; i < 8; i += 1) read(room, `@u${i}:example.org` as UserId, 'a')
    const { readBy, readByCount } = room.row('a')
    assert.deepEqual([readBy.length, readByCount], [5, 8])
  })
})

describe('what I may do', () => {
  const can = (room: RoomFixture, name: string) =>
    Object.entries(room.row(name).can).filter(([, may]) => may).map(([what]) => what).join(' ')
  const joined = (room: RoomFixture) => room.store.write((writer) => putRoomFacts(writer, room.room, { membership: 'join' }))
  const levels = (room: RoomFixture, content: Record<string, unknown>) => room.store.write((writer) =>
    putState(writer, room.room, { type: 'm.room.power_levels', stateKey: '', eventId: idOf('p'), sender: anna, ts: 0, content }))

  test('goes by the power levels and by whose it is', (context) => {
    const room = new RoomFixture(context)
    joined(room)
    const file = { msgtype: 'm.file', body: 'x', url: 'mxc://a/b' }
    room.append([event('a'), event('b', { sender: me.userId }), event('f', { sender: me.userId, content: file })])
    levels(room, { users_default: 0 })
    assert.deepEqual(['a', 'b', 'f'].map((name) => can(room, name)), ['react reply', 'edit redact react reply', 'redact react reply'])
    levels(room, { users: { [me.userId]: 50 } })
    assert.equal(can(room, 'a'), 'redact react reply')
    levels(room, { events_default: 10 })
    assert.equal(can(room, 'b'), '')
  })

  test('is nothing with what was taken back, with changes of the room, and in rooms that I am not in', (context) => {
    const room = new RoomFixture(context)
    room.append([event('a'), event('b'), redaction('r', 'b'), event('t', { type: 'm.room.topic', state_key: '', content: {} })])
    assert.equal(can(room, 'a'), '')
    joined(room)
    assert.deepEqual(['a', 'b', 't'].map((name) => can(room, name)), ['react reply', '', ''])
  })
})
