import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { applyState } from '../../../../main/engine/rooms/apply-state.ts'
import { readMember } from '../../../../main/engine/store/tables/members.ts'
import { readState } from '../../../../main/engine/store/tables/state.ts'
import { prepareEvent } from '../../../../main/engine/timeline/prepared-event.ts'
import { permutations, seen } from './converging.ts'
import { anna, bob, edit, event, me, reaction, redaction, roomId, RoomFixture } from './room-fixture.ts'

/** Tells the events in every order, each alone, and holds what is seen against what is expected. */
function converges(context: TestContext, events: readonly unknown[], expected: string): void {
  for (const order of permutations(events)) {
    const room = new RoomFixture(context)
    for (const one of order) room.append([one])
    const names = order.map((one) => (one as { event_id: string }).event_id.slice(1)).join(' ')
    assert.equal(seen(room.rows()), expected, names)
    room.store.dispose()
  }
}

const byBob = { sender: bob }

describe('whatever comes first', () => {
  test('the newest valid edit is shown', (context) => {
    converges(context, [
      event('a'), edit('e1', 'a', 'first', { origin_server_ts: 10 }), edit('e2', 'a', 'second', { origin_server_ts: 20 }),
    ], 'second*')
  })

  test('of two edits in the same millisecond the one with the larger id is shown', (context) => {
    converges(context, [event('a'), edit('e1', 'a', 'first'), edit('e2', 'a', 'second')], 'second*')
  })

  test('an edit of an edit is ignored', (context) => {
    converges(context, [event('a'), edit('e1', 'a', 'first'), edit('e2', 'e1', 'second', { origin_server_ts: 9_000 })], 'first*')
  })

  test('an edit by somebody else is ignored', (context) => {
    converges(context, [event('a'), edit('e1', 'a', 'forged', byBob), edit('e2', 'a', 'true', { origin_server_ts: 5 })], 'true*')
  })

  test('an edit of another type, of state, and one without new content are ignored', (context) => {
    const noContent = event('e3', { content: { body: 'x', msgtype: 'm.text', 'm.relates_to': { rel_type: 'm.replace', event_id: '$a' } } })
    converges(context, [event('a'), edit('e1', 'a', 'sticker', { type: 'm.sticker' }), noContent], 'a')
    const state = { type: 'm.room.topic', state_key: '', content: { topic: 't' } }
    converges(context, [event('s', state), edit('e2', 's', 'other', { type: 'm.room.topic' })], '')
  })

  test('a redacted edit falls back to the one before', (context) => {
    converges(context, [
      event('a'), edit('e1', 'a', 'first', { origin_server_ts: 10 }), edit('e2', 'a', 'second', { origin_server_ts: 20 }),
      redaction('r', 'e2'),
    ], 'first*')
  })

  test('a redacted message stays redacted, whatever edits and reactions there are', (context) => {
    converges(context, [event('a'), edit('e1', 'a', 'changed'), redaction('r', 'a')], '✗')
  })

  test('somebody who reacts twice with the same key counts once', (context) => {
    converges(context, [event('a'), reaction('x', 'a', '👍'), reaction('y', 'a', '👍'), reaction('z', 'a', '👍', byBob)], 'a 👍2')
  })

  test('a redacted reaction is gone', (context) => {
    const mine = reaction('y', 'a', '🎉', { sender: me.userId })
    converges(context, [event('a'), reaction('x', 'a', '👍'), mine, redaction('r', 'x')], 'a 🎉1!')
  })

  test('of a reaction that was given twice the second counts when the first is redacted', (context) => {
    converges(context, [event('a'), reaction('x', 'a', '👍'), reaction('y', 'a', '👍'), redaction('r', 'x')], 'a 👍1')
  })

  test('two redactions of one message are one', (context) => {
    converges(context, [event('a'), redaction('r1', 'a'), redaction('r2', 'a', { sender: bob })], '✗')
  })
})

describe('hostile relations', () => {
  const related = (name: string, relatesTo: unknown) =>
    event(name, { content: { msgtype: 'm.text', body: name, 'm.relates_to': relatesTo } })

  test('that make no sense leave a message a message', (context) => {
    const room = new RoomFixture(context)
    const odd = [
      [], null, 7, 'x', {}, { rel_type: 'm.replace' }, { rel_type: 'm.replace', event_id: 5 }, { rel_type: {}, event_id: '$a' },
      { 'm.in_reply_to': {} }, { 'm.in_reply_to': [] }, { 'm.in_reply_to': { event_id: '$'.repeat(300) } },
      { rel_type: '__proto__', event_id: '$a' },
    ]
    room.append(odd.map((one, at) => related(`m${at}`, one)))
    assert.equal(seen(room.rows()), odd.map((_, at) => `m${at}`).sort().join(', '))
  })

  test('under names that every object has are ordinary names', (context) => {
    const room = new RoomFixture(context)
    const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype))
    const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    room.append([event('a'), ...keys.map((key) => reaction(`x-${key}`, 'a', key))])
    assert.deepEqual(room.row('a').reactions.map(({ key, count }) => [key, count]), keys.sort().map((key) => [key, 1]))
    assert.equal(JSON.stringify(Object.getOwnPropertyNames(Object.prototype)), before)
  })

  test('of an event to itself, or in a circle, end', (context) => {
    const room = new RoomFixture(context)
    room.append([edit('a', 'a', 'x'), edit('b', 'c', 'x'), edit('c', 'b', 'x'), reaction('d', 'd', '👍'), event('e')])
    assert.equal(seen(room.rows()), 'e')
  })

  test('in their thousands are counted, and shown in part', (context) => {
    const room = new RoomFixture(context)
    const many = Array.from({ length: 2_000 }, (_, at) => reaction(`x${at}`, 'a', `k${at % 100}`, { sender: `@u${at}:example.org` }))
    room.append([event('a'), ...many])
    const { reactions } = room.row('a')
    assert.equal(reactions.length, 40)
    assert.equal(reactions.every(({ count, people }) => count === 20 && people.length === 8), true)
  })
})

test('a redacted change of state leaves what the room version protects, in the state as well', (context) => {
  const room = new RoomFixture(context)
  const content = { membership: 'join', displayname: 'Rude word' }
  const member = event('m', { type: 'm.room.member', state_key: bob, sender: bob, content })
  const topic = event('t', { type: 'm.room.topic', state_key: '', content: { topic: 'Rude word' } })
  const { added } = room.append([member, topic])
  room.store.write((writer) => applyState(writer, { room: room.room, roomId, events: added }))
  room.append([redaction('r1', 'm', { sender: anna }), redaction('r2', 't')])
  const state = room.store.read((reader) => ({
    member: readMember(reader, room.room, bob), topic: readState(reader, room.room, 'm.room.topic'),
  }))
  assert.equal(state.member?.membership, 'join')
  assert.equal(state.member?.name, null)
  assert.deepEqual(state.topic?.content, {})
})

test('an event is read once, however odd it is', () => {
  assert.equal(prepareEvent(null), null)
  assert.equal(prepareEvent({ type: 'm.room.message', sender: anna }), null)
  assert.equal(prepareEvent({ event_id: '$a', sender: 'nobody', type: 'x' }), null)
  assert.equal(prepareEvent({ ...event('a'), content: { body: 'x'.repeat(1_100_000) } }), null)
  const odd = prepareEvent({ ...event('a'), origin_server_ts: -1e308, content: 'text', unsigned: [], state_key: 5 })
  assert.deepEqual([odd?.ts, odd?.content, odd?.stateKey, odd?.isShown], [0, {}, null, true])
})
