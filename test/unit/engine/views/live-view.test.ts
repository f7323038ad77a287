import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { Frames } from '../../../../main/engine/views/frames.ts'
import { LiveView } from '../../../../main/engine/views/live-view.ts'
import type { Diff } from '../../../../preload/contract/index.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'

type Row = { readonly key: string }

/** A view of the letters of `text`, and one who looks at it. */
function look(clock = new ManualClock(), frames = new Frames({ clock, log: silentLog })) {
  const heard: (readonly Diff<Row>[])[] = []
  const lost: unknown[] = []
  let touched = () => undefined as void
  const world = { text: 'a', reads: 0, isFlowing: true, isBroken: false, disposed: 0 }
  const view = new LiveView<Row, object, string>({
    frames,
    open: (onTouched) => {
      touched = onTouched
      return {
        read: () => {
          world.reads += 1
          if (world.isBroken) throw new Error('gone')
          return { rows: [...world.text].map((key) => ({ key })), head: {} }
        },
        move: (to) => { world.text = to },
        dispose: () => { world.disposed += 1 },
      }
    },
    sink: { canTake: () => world.isFlowing, take: (diffs) => { heard.push(diffs) }, lost: (error) => { lost.push(error) } },
  })
  const change = (text: string) => {
    world.text = text
    touched()
  }
  return { clock, heard, lost, world, view, change }
}

describe('a live view', () => {
  test('begins with a reset, and not before it was returned', async () => {
    const { clock, heard } = look()
    assert.deepEqual(heard, [])
    await clock.advance(0)
    assert.deepEqual(heard, [[{ op: 'reset', rows: [{ key: 'a' }] }]])
  })

  test('that is opened right after another was read does not wait for the next frame', async () => {
    const clock = new ManualClock()
    const frames = new Frames({ clock, log: silentLog })
    const one = look(clock, frames)
    await clock.advance(0)
    const other = look(clock, frames)
    one.change('ab')
    await clock.advance(0)
    assert.equal(other.heard.length, 1)
    assert.equal(one.heard.length, 1)
  })

  test('reads once a frame, however often it is touched, and says nothing when nothing changed', async () => {
    const { clock, heard, world, change } = look()
    await clock.advance(0)
    for (const text of ['ab', 'abc', 'abcd']) change(text)
    await clock.advance(15)
    assert.equal(world.reads, 1)
    await clock.advance(1)
    assert.equal(world.reads, 2)
    assert.deepEqual(heard[1]?.map((diff) => diff.op), ['insert', 'insert', 'insert'])
    change('abcd')
    await clock.advance(100)
    assert.equal(heard.length, 2)
    assert.equal(world.reads, 3)
  })

  test('touched after a quiet time, it does not wait for a frame', async () => {
    const { clock, heard, change } = look()
    await clock.advance(1000)
    change('ab')
    await clock.advance(0)
    assert.equal(heard.length, 2)
  })

  test('one who reads slowly gets one step from what was told to what is', async () => {
    const { clock, heard, world, view, change } = look()
    await clock.advance(0)
    world.isFlowing = false
    for (const text of ['ab', 'abc', 'bc']) {
      change(text)
      await clock.advance(20)
    }
    assert.equal(heard.length, 1)
    world.isFlowing = true
    view.resume()
    await clock.advance(20)
    assert.equal(heard.length, 2)
    assert.deepEqual(
      heard[1], [{ op: 'remove', at: 0 }, { op: 'insert', at: 0, row: { key: 'b' } }, { op: 'insert', at: 1, row: { key: 'c' } }],
    )
  })

  test('moved, it reads its new window', async () => {
    const { clock, heard, view } = look()
    await clock.advance(0)
    view.move('ab')
    await clock.advance(20)
    assert.deepEqual(heard[1], [{ op: 'insert', at: 1, row: { key: 'b' } }])
  })

  test('ends with the reason when it cannot be read any more', async () => {
    const { clock, heard, lost, world, change } = look()
    await clock.advance(0)
    world.isBroken = true
    change('ab')
    await clock.advance(20)
    change('abc')
    await clock.advance(20)
    assert.equal(heard.length, 1)
    assert.equal(lost.length, 1)
    assert.equal(world.disposed, 1)
  })

  test('disposed, it does no work', async () => {
    const { clock, heard, world, view, change } = look()
    view.dispose()
    view.dispose()
    change('ab')
    await clock.advance(100)
    assert.deepEqual([heard.length, world.reads, world.disposed], [0, 0, 1])
  })
})
