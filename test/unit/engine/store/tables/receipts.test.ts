import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EventId } from '../../../../../preload/contract/index.ts'
import { putReceipt, readPositions, type Receipt } from '../../../../../main/engine/store/tables/receipts.ts'
import { alice, House, me, said } from '../../rooms/house.ts'

const receipt = (eventId: string, more: Partial<Receipt> = {}): Receipt =>
  ({ userId: me.userId, kind: 'm.read', thread: '', eventId: eventId as EventId, ts: 100, ...more })

describe('a receipt', () => {
  test('moves forwards in the timeline and never back, whatever its time', (t) => {
    const house = new House(t)
    const [first, second] = [said(alice, '1').eventId, said(alice, '2').eventId]
    const { room } = house.tell('a', { events: [] })
    house.tell('a', { events: [{ ...said(alice, '1'), eventId: first }, { ...said(alice, '2'), eventId: second }] })
    const put = (one: Receipt) => house.store.write((writer) => putReceipt(writer, room, one))
    assert.deepEqual([put(receipt(second)), put(receipt(second)), put(receipt(first, { ts: 900 }))], [true, false, false])
    assert.deepEqual([put(receipt(first, { thread: 'main' })), put(receipt(second, { thread: 'main', ts: 1 }))], [true, true])
    const { everywhere, main } = house.read((reader) => readPositions(reader, room, me.userId))
    assert.ok(everywhere !== null && everywhere === main)
  })

  test('for an event without a place gives way to a later time only', (t) => {
    const house = new House(t)
    const { room } = house.tell('a')
    const put = (one: Receipt) => house.store.write((writer) => putReceipt(writer, room, one))
    assert.deepEqual([put(receipt('$x')), put(receipt('$y', { ts: 99 })), put(receipt('$z', { ts: 101 }))], [true, false, true])
    const { everywhere, main } = house.read((reader) => readPositions(reader, room, me.userId))
    assert.deepEqual({ everywhere, main }, { everywhere: null, main: null })
  })
})
