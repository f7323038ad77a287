import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readEvent } from '../../../../main/engine/store/tables/events.ts'
import { addToOutbox, readOperation, markDone } from '../../../../main/engine/store/tables/outbox.ts'
import type { LocalId } from '../../../../preload/contract/index.ts'
import { event, idOf, me, redaction, roomId, RoomFixture } from './room-fixture.ts'

const names = (events: readonly { readonly eventId: string }[]): string => events.map(({ eventId }) => eventId.slice(1)).join(' ')

describe('the live end of a timeline', () => {
  test('a room that is told from its beginning has no gap', (context) => {
    const room = new RoomFixture(context)
    room.append([event('create', { type: 'm.room.create', state_key: '' }), event('a')], { limited: true, prevBatch: 't' })
    assert.equal(room.draw(), '[create a]')
  })

  test('the newest events of a room with history lie after a gap', (context) => {
    const room = new RoomFixture(context)
    assert.equal(names(room.append([event('a'), event('b')], { limited: true, prevBatch: 't' }).added), 'a b')
    assert.equal(room.draw(), '[gap] [a b]')
  })

  test('a position that the server forgot costs nothing: what comes again is not doubled', (context) => {
    const room = new RoomFixture(context)
    room.append([event('a'), event('b')])
    assert.equal(names(room.append([event('a'), event('b'), event('c')], { limited: true, prevBatch: 't' }).added), 'c')
    assert.equal(room.draw(), '[a b c]')
  })

  test('a limited response leaves a gap, and an empty one leaves the end open', (context) => {
    const room = new RoomFixture(context)
    room.append([event('a')])
    room.append([], { limited: true, prevBatch: 't' })
    assert.equal(room.draw(), '[a] [gap]')
    room.append([event('c')])
    room.append([event('e')], { limited: true, prevBatch: 'u' })
    assert.equal(room.draw(), '[a] [gap] [c] [gap] [e]')
  })

  test('an event twice in one response is there once', (context) => {
    const room = new RoomFixture(context)
    assert.equal(names(room.append([event('a'), event('a'), event('b')]).added), 'a b')
  })

  test('a rolled back transaction leaves nothing', (context) => {
    const room = new RoomFixture(context)
    assert.throws(() => room.store.write(() => {
      room.append([event('a')])
      throw new Error('The disk is full')
    }))
    assert.equal(room.draw(), '')
  })

  test('names the room whose timeline changed', (context) => {
    const room = new RoomFixture(context)
    const heard: string[] = []
    context.after(room.store.onChange(({ timelines }) => heard.push(...timelines)))
    room.append([event('a')])
    room.append([])
    assert.deepEqual(heard, [roomId])
  })
})

describe('the echo of our own message', () => {
  const localId = 'cw1' as LocalId
  const operation = { localId, roomId, kind: 'message', input: '{}', createdTs: 1 }
  const stored = (room: RoomFixture, name: string) => room.store.read((reader) => readEvent(reader, room.room, idOf(name)))

  test('ends the operation that sent it, in the same transaction', (context) => {
    const room = new RoomFixture(context)
    room.store.write((writer) => addToOutbox(writer, operation))
    room.append([event('a', { sender: me.userId, unsigned: { transaction_id: localId } })])
    assert.equal(stored(room, 'a')?.transactionId, localId)
    assert.equal(room.store.read((reader) => readOperation(reader, localId))?.eventId, idOf('a'))
  })

  test('is known by its event id where the server does not tell the transaction id any more', (context) => {
    const room = new RoomFixture(context)
    room.store.write((writer) => {
      addToOutbox(writer, operation)
      const record = readOperation(writer, localId)
      if (record) markDone(writer, record, { eventId: idOf('a') })
    })
    room.append([event('a', { sender: me.userId })])
    assert.equal(stored(room, 'a')?.transactionId, localId)
  })

  test('cannot be claimed by somebody else', (context) => {
    const room = new RoomFixture(context)
    room.store.write((writer) => addToOutbox(writer, operation))
    room.append([event('a', { unsigned: { transaction_id: localId } })])
    assert.equal(stored(room, 'a')?.transactionId, null)
    assert.equal(room.store.read((reader) => readOperation(reader, localId))?.state, 'waiting')
  })
})

describe('a redaction', () => {
  const json = (room: RoomFixture, name: string): unknown =>
    JSON.parse(room.store.read((reader) => readEvent(reader, room.room, idOf(name)))?.json ?? 'null')
  const pruned = { event_id: '$a', sender: '@anna:example.org', type: 'm.room.message', origin_server_ts: 1_000, content: {} }

  test('prunes what is stored, and says what it took back', (context) => {
    const room = new RoomFixture(context)
    room.append([event('a')])
    assert.deepEqual(room.append([redaction('r', 'a')]).redacted, [idOf('a')])
    assert.deepEqual(json(room, 'a'), pruned)
  })

  test('that comes first prunes what comes later', (context) => {
    const room = new RoomFixture(context)
    room.append([redaction('r', 'a')])
    assert.deepEqual(room.append([event('a')]).redacted, [idOf('a')])
    assert.deepEqual(json(room, 'a'), pruned)
  })

  test('that the server applied itself is known from the event', (context) => {
    const room = new RoomFixture(context)
    room.append([event('a', { content: {}, unsigned: { redacted_because: redaction('r', 'a') } })])
    const stored = room.store.read((reader) => readEvent(reader, room.room, idOf('a')))
    assert.equal(stored?.redactedBy, idOf('r'))
    assert.equal(stored?.isCounted, false)
  })

  test('of itself is ignored', (context) => {
    const room = new RoomFixture(context)
    room.append([redaction('r', 'r')])
    assert.equal(room.draw(), '[r]')
  })
})
