import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { neighbour } from '../../../../renderer/rooms/neighbour.ts'
import { room, roomId, section } from './room-rows.ts'

describe('going from room to room', () => {
  const rows = [section('people'), room('a'), section('rooms'), room('b'), room('c')]
  const next = (from: string | null, step: 1 | -1): string | undefined =>
    neighbour(rows, from === null ? null : roomId(from), step)?.name

  test('sections are stepped over', () => {
    assert.equal(next('a', 1), 'b')
    assert.equal(next('b', -1), 'a')
  })

  test('it ends at the ends', () => {
    assert.equal(next('c', 1), undefined)
    assert.equal(next('a', -1), undefined)
  })

  test('from nowhere it goes to the first or the last', () => {
    assert.equal(next(null, 1), 'a')
    assert.equal(next('elsewhere', -1), 'c')
    assert.equal(neighbour([], null, 1), null)
  })
})
