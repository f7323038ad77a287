import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EventId } from '../../../../preload/contract/index.ts'
import { mostUnread, refreshUnread, unreadSql } from '../../../../main/engine/rooms/unread.ts'
import { lastSaidSql } from '../../../../main/engine/rooms/activity.ts'
import { putReceipt, type Receipt } from '../../../../main/engine/store/tables/receipts.ts'
import { newRoom } from '../../../../main/engine/sync/prepared-response.ts'
import { writeRoom } from '../../../../main/engine/sync/write-room.ts'
import { alice, bob, event, House, id, me, member, said } from './house.ts'

const receipt = (eventId: EventId, more: Partial<Receipt> = {}): Receipt =>
  ({ userId: me.userId, kind: 'm.read', thread: '', eventId, ts: 1, ...more })
const bodies = (count: number) => Array.from({ length: count }, (_, at) => said(alice, String(at)))

describe('the unread count', () => {
  test('is what others said after what I read', (t) => {
    const house = new House(t)
    const [one, two, three] = [said(alice, '1'), said(bob, '2'), said(me.userId, '3')]
    assert.equal(house.tell('a', { events: [one, two] }).unread, 2)
    assert.equal(house.tell('a', { receipts: [receipt(one.eventId)] }).unread, 1)
    assert.equal(house.tell('a', { events: [three, said(alice, '4')] }).unread, 1)
  })

  test('is nothing at once when a room is marked as read here, whatever the server still says', (t) => {
    const house = new House(t)
    const events = bodies(3)
    house.tell('a', { events, limited: true, counts: { unread: 40, mentions: 2 } })
    assert.deepEqual([house.room('a').unread, house.room('a').mentions], [40, 2])
    const last = events.at(-1)
    house.store.write((writer) => {
      putReceipt(writer, house.room('a').room, receipt(last?.eventId ?? ('' as EventId), { ts: house.now }))
      refreshUnread(writer, id('a'), me)
    })
    assert.deepEqual([house.room('a').unread, house.room('a').mentions], [0, 0])
    assert.equal(house.tell('a', { counts: { unread: 41, mentions: 2 }, receipts: [receipt('$older' as EventId, { ts: 5 })] }).unread, 0)
  })

  test('takes the private receipt as well as the public one, whichever is further', (t) => {
    const house = new House(t)
    const [one, two, three] = bodies(3)
    if (!one || !two || !three) throw new Error('three messages')
    house.tell('a', { events: [one, two, three], receipts: [receipt(one.eventId), receipt(two.eventId, { kind: 'm.read.private' })] })
    assert.equal(house.room('a').unread, 1)
  })

  test('begins with my own joining', (t) => {
    const house = new House(t)
    house.tell('a', { events: [...bodies(5), member(me.userId), said(alice, 'Welcome')] })
    assert.equal(house.room('a').unread, 1)
  })

  test('is at least what lies after the last gap, when what I read lies before it', (t) => {
    const house = new House(t)
    const read = said(alice, 'read')
    house.tell('a', { events: [read], receipts: [receipt(read.eventId)] })
    assert.equal(house.tell('a', { events: bodies(4), limited: true }).unread, 4)
    assert.equal(house.tell('a', { counts: { unread: 9, mentions: 1 } }).unread, 9)
  })

  test('has a largest number', (t) => {
    const house = new House(t)
    assert.equal(house.tell('a', { events: bodies(mostUnread + 50) }).unread, mostUnread)
  })

  test('stays right where much was counted before and more comes, is read in its thread, or is taken back', (t) => {
    const house = new House(t)
    const [first, root, last] = [said(alice, 'first'), said(alice, 'root'), said(bob, 'last')]
    house.tell('a', { events: [first], receipts: [receipt(first.eventId)] })
    const within = said(bob, 'in the thread', { content: { 'body': 'in the thread', 'm.relates_to': { rel_type: 'm.thread', event_id: root.eventId } } })
    assert.equal(house.tell('a', { events: [root, within] }).unread, 2)
    assert.equal(house.tell('a', { events: [last] }).unread, 3)
    assert.equal(house.tell('a', { receipts: [receipt(within.eventId, { thread: root.eventId })] }).unread, 2)
    assert.equal(house.tell('a', { events: [event(bob, 'm.room.redaction', {}, { redacts: last.eventId })] }).unread, 1)
    assert.equal(house.tell('a', { events: [said(bob, 'more')] }).unread, 2)
  })

  test('knows nothing of what was counted in a transaction that failed', (t) => {
    const house = new House(t)
    const first = said(alice, 'first')
    house.tell('a', { events: [first], receipts: [receipt(first.eventId)] })
    const failing = { ...newRoom(id('a')), timeline: { events: bodies(3), limited: false, prevBatch: null } }
    assert.throws(() => house.store.write((writer) => {
      writeRoom(writer, failing, { me, now: house.now, connection: 1 })
      throw new Error('no')
    }))
    assert.deepEqual([house.tell('a').unread, house.tell('a', { events: bodies(1) }).unread], [0, 1])
  })

  test('is nothing in rooms that I am not in', (t) => {
    const house = new House(t)
    house.tell('a', { events: bodies(2) })
    assert.equal(house.tell('a', { membership: 'leave' }).unread, 0)
  })

  test('and the last words are found by their index, however many joins lie between', (t) => {
    const house = new House(t)
    assert.match(house.plan(unreadSql), /SEARCH e USING INDEX event_counted \(room=\? AND position>\?\)/)
    assert.match(house.plan(unreadSql), /SEARCH e USING INDEX event_in_thread \(room=\? AND position>\?\)/)
    assert.match(house.plan(unreadSql), /SEARCH r USING .*\(room=\? AND user_id=\? AND kind=\? AND thread=\?\)/)
    assert.match(house.plan(lastSaidSql), /SEARCH event USING INDEX event_counted /)
    assert.doesNotMatch(house.plan(unreadSql) + house.plan(lastSaidSql), /SCAN event|TEMP B-TREE/)
  })
})
