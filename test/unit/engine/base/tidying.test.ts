import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Tidying } from '../../../../main/engine/base/tidying.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'

const MB = 1024 * 1024

/** A heap that holds 20 MB for good, and garbage. */
function scene() {
  const clock = new ManualClock()
  const heap = { garbage: 0, collections: 0 }
  const collect = () => {
    heap.garbage = 0
    heap.collections += 1
  }
  return { clock, heap, tidying: new Tidying({ clock, collect, heap: () => ({ size: 24 * MB + heap.garbage, used: 20 * MB + heap.garbage }) }) }
}

test('what a busy time left is collected once it is quiet, and once', async () => {
  const { clock, heap, tidying } = scene()
  heap.garbage = 60 * MB
  tidying.worked()
  await clock.advance(1_000)
  tidying.worked()
  await clock.advance(1_900)
  assert.equal(heap.collections, 0)
  await clock.advance(200)
  assert.equal(heap.collections, 1)
  tidying.worked()
  await clock.advance(60_000)
  assert.equal(heap.collections, 1)
})

test('an idle round leaves nothing to do, and no timer', async () => {
  const { clock, heap, tidying } = scene()
  heap.garbage = 2 * MB
  tidying.worked()
  assert.deepEqual(clock.sleeping, [])
  assert.equal(heap.collections, 0)
})

test('nothing is collected any more once it is disposed of', async () => {
  const { clock, heap, tidying } = scene()
  heap.garbage = 60 * MB
  tidying.worked()
  tidying.dispose()
  await clock.advance(60_000)
  assert.equal(heap.collections, 0)
})
