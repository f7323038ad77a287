import assert from 'node:assert/strict'
import { test } from 'node:test'
import { knownRoomsSql } from '../../../../main/engine/store/tables/rooms.ts'
import { alice, House, id } from './house.ts'

const listOf = (rooms: number): Record<string, readonly string[]> => ({ [alice]: Array.from({ length: rooms }, (_, at) => id(`direct${at}`)) })

test('a list of direct chats that is told again touches nothing', (t) => {
  const house = new House(t)
  house.tell('direct0')
  house.tellAccount('m.direct', listOf(2_000))
  assert.equal(house.room('direct0').isDirect, true)
  const touched: unknown[] = []
  house.store.onChange((changes) => touched.push(changes))
  house.tellAccount('m.direct', listOf(2_000))
  assert.deepEqual(touched, [])
  house.tellAccount('m.direct', listOf(0))
  assert.equal(house.room('direct0').isDirect, false)
  assert.equal(touched.length, 1)
})

test('which rooms of a long list are known is found by an index', (t) => {
  assert.match(new House(t).plan(knownRoomsSql), /SEARCH room USING COVERING INDEX \S+ \(room_id=\?\)/)
})
