import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { firstScreen } from '../../../../main/engine/views/first-screen.ts'
import { Frames } from '../../../../main/engine/views/frames.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'

function begin() {
  const clock = new ManualClock()
  const frames = new Frames({ clock, log: silentLog })
  const end = new AbortController()
  const drawn: number[] = []
  const started = clock.now()
  const waiting = firstScreen({ frames, clock, signal: end.signal }).then(() => void drawn.push(clock.now() - started))
  return { clock, frames, end, drawn, waiting }
}

const looksAt = (frames: Frames) => frames.soon(() => undefined)

test('a first screen is drawn when nothing more is asked for in a while', async () => {
  const { clock, frames, drawn } = begin()
  for (let step = 0; step < 4; step += 1) {
    looksAt(frames)
    await clock.advance(50)
  }
  assert.deepEqual(drawn, [])
  for (let step = 0; step < 8; step += 1) await clock.advance(50)
  assert.equal(drawn.length, 1)
  assert.ok((drawn[0] ?? 0) < 500)
})

test('where nobody looks, a first screen is not waited for in vain', async () => {
  const { clock, drawn } = begin()
  for (let step = 0; step < 20; step += 1) await clock.advance(50)
  assert.deepEqual(drawn, [])
  for (let step = 0; step < 15; step += 1) await clock.advance(50)
  assert.deepEqual(drawn, [1_500])
})

test('a first screen that ends before it is drawn is nobody\'s', async () => {
  const { end, waiting, drawn } = begin()
  end.abort()
  await assert.rejects(waiting)
  assert.deepEqual(drawn, [])
})
