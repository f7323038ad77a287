import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { treeStep } from '../../../../renderer/rooms/tree-keys.ts'
import { room, section } from './room-rows.ts'

describe('keys in the room list', () => {
  // 0 people, 1 a, 2 b, 3 rooms (folded)
  const rows = [section('people'), room('a'), room('b'), section('rooms', true)]
  const to = (key: string, at: number): number | undefined => treeStep(key, rows, at)?.to

  test('arrows go one on, and stop at the ends', () => {
    assert.equal(to('ArrowDown', 0), 1)
    assert.equal(to('ArrowUp', 0), 0)
    assert.equal(to('ArrowDown', 3), 3)
    assert.equal(to('Home', 2), 0)
    assert.equal(to('End', 0), 3)
    assert.equal(to('PageDown', 0), 3)
  })

  test('left goes from a room to its section and folds it from there', () => {
    assert.deepEqual(treeStep('ArrowLeft', rows, 2), { to: 0, fold: null })
    assert.equal(treeStep('ArrowLeft', rows, 0)?.fold?.section, 'people')
    assert.deepEqual(treeStep('ArrowLeft', rows, 3), { to: 3, fold: null })
  })

  test('right unfolds a section, and goes into one that is open', () => {
    assert.equal(treeStep('ArrowRight', rows, 3)?.fold?.section, 'rooms')
    assert.deepEqual(treeStep('ArrowRight', rows, 0), { to: 1, fold: null })
  })

  test('other keys are left to others', () => {
    assert.equal(treeStep('a', rows, 0), null)
    assert.equal(treeStep('Enter', rows, 1), null)
  })
})
