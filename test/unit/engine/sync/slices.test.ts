import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newRoom, type PreparedRoom } from '../../../../main/engine/sync/prepared-response.ts'
import { sliceRooms } from '../../../../main/engine/sync/slices.ts'
import { id, said, alice } from '../rooms/house.ts'

const room = (name: string, events: number): PreparedRoom =>
  ({ ...newRoom(id(name)), timeline: { events: Array.from({ length: events }, () => said(alice, 'x')), limited: false, prevBatch: null } })

const sizes = (rooms: readonly PreparedRoom[]) => sliceRooms(rooms).map((slice) => slice.length)

test('a response without rooms is one transaction all the same', () => {
  assert.deepEqual(sizes([]), [0])
})

test('many rooms or many events make several transactions, and no room is divided', () => {
  assert.deepEqual(sizes(Array.from({ length: 50 }, (_, at) => room(String(at), 1))), [10, 10, 10, 10, 10])
  assert.deepEqual(sizes([room('a', 100), room('b', 100), room('c', 10), room('d', 3_000)]), [1, 2, 1])
})
