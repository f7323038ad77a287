import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TimelineItem } from '../../../../renderer/timeline/items.ts'
import { arrivals, countAfter } from '../../../../renderer/timeline/news.ts'
import { Pager } from '../../../../renderer/timeline/pager.ts'
import { actionsFor } from '../../../../renderer/timeline/row-actions.ts'
import { nextFocus, tabStopOf } from '../../../../renderer/timeline/row-focus.ts'
import { Teller } from '../../../../renderer/timeline/teller.ts'
import { fitted, panned, zoomed } from '../../../../renderer/timeline/viewer-zoom.ts'
import { chooseLocale, Words } from '../../../../renderer/text/index.ts'
import { attachment, gap, joined, localId, me, person, row, text } from '../../../harness/timeline-rows.ts'

const { say } = new Words(() => chooseLocale('en', ['en-GB']))
const mine = (key: string) => text(key, { key, sender: me })
const theirs = (key: string) => text(key, { key, sender: person('Anna') })

describe('asking for a page', () => {
  test('happens once for one approach to the edge, and again when the edge is another', () => {
    const pager = new Pager(() => 0)
    assert.equal(pager.asks('older', 'idle', 'a'), true)
    assert.equal(pager.asks('older', 'idle', 'a'), false)
    assert.equal(pager.asks('newer', 'idle', 'z'), true)
    assert.equal(pager.asks('older', 'loading', 'a'), false)
    assert.equal(pager.asks('older', 'idle', 'b'), true)
  })

  test('happens again after a page that brought nothing to see, and after a while without an answer', () => {
    let now = 0
    const pager = new Pager(() => now)
    assert.equal(pager.asks('older', 'idle', 'a'), true)
    assert.equal(pager.asks('older', 'loading', 'a'), false)
    assert.equal(pager.asks('older', 'idle', 'a'), true)
    now = 1001
    assert.equal(pager.asks('older', 'idle', 'a'), true)
  })

  test('waits for the user after a failure', () => {
    const pager = new Pager(() => 0)
    assert.equal(pager.asks('older', 'failed', 'a'), false)
  })
})

describe('what is new', () => {
  const rows = [theirs('a'), joined('Ben', { key: 'j' }), mine('m'), theirs('b'), gap({ key: 'g' }), theirs('c')]

  test('below the screen is what others said after what was seen', () => {
    assert.equal(countAfter(rows, 'a'), 2)
    assert.equal(countAfter(rows, 'c'), 0)
    assert.equal(countAfter(rows, 'gone'), 0)
    assert.equal(countAfter(rows, null), 0)
  })

  test('since the last time is what came at the end, not older pages', () => {
    const keys = (before: typeof rows, now: typeof rows) => arrivals(before, now).map(({ key }) => key)
    assert.deepEqual(keys(rows.slice(0, 3), rows), ['b', 'c'])
    assert.deepEqual(keys(rows.slice(3), rows), [])
    assert.deepEqual(keys([], rows), [])
    assert.deepEqual(keys([theirs('x')], rows), [])
  })

  test('is told once, one message by its words and several by their number', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    const told: string[] = []
    const teller = new Teller((words) => told.push(words), say)
    teller.tell([theirs('a')])
    teller.tell([theirs('a'), mine('m')])
    context.mock.timers.tick(1000)
    teller.tell([theirs('a'), mine('m'), theirs('hello')])
    context.mock.timers.tick(1000)
    teller.tell([theirs('a'), mine('m'), theirs('hello'), theirs('one')])
    teller.tell([theirs('a'), mine('m'), theirs('hello'), theirs('one'), theirs('two')])
    context.mock.timers.tick(1000)
    assert.deepEqual(told, ['Anna: hello', '2 new messages'])
  })
})

describe('what can be done with a message', () => {
  test('follows from what the room allows and from its state', () => {
    assert.deepEqual(actionsFor(theirs('a')), ['react', 'reply', 'copy', 'source'])
    assert.deepEqual(actionsFor(mine('a')), ['react', 'reply', 'edit', 'copy', 'source', 'delete'])
    const failed = text('a', { sender: me, state: 'failed', eventId: null, localId: localId('1') })
    assert.deepEqual(actionsFor(failed), ['retry', 'discard', 'edit', 'copy'])
    const file = row({ kind: 'file', plain: '', content: { type: 'attachment', attachment: attachment({ name: 'a.pdf' }) } })
    assert.deepEqual(actionsFor(file), ['react', 'reply', 'download', 'source'])
  })
})

describe('the keyboard in the list', () => {
  const item = (key: string, type: 'message' | 'day'): TimelineItem =>
    type === 'day' ? { type, key, day: 1, ts: 0 } : { type, key, day: 1, row: theirs(key), startsGroup: true, isRepeated: false }
  const items = [item('d', 'day'), item('a', 'message'), item('e', 'day'), item('b', 'message'), item('c', 'message')]

  test('goes from message to message, over what is none, and not beyond the ends', () => {
    assert.equal(nextFocus(items, 1, 1)?.key, 'b')
    assert.equal(nextFocus(items, 3, -1)?.key, 'a')
    assert.equal(nextFocus(items, 1, -1), null)
    assert.equal(nextFocus(items, 4, 1), null)
  })

  test('enters at the message focused last, or else at the lowest on the screen', () => {
    assert.equal(tabStopOf(items, items, { from: 0, to: 4 }, 'a'), 'a')
    assert.equal(tabStopOf(items, items, { from: 0, to: 4 }, null), 'b')
    assert.equal(tabStopOf(items, items.slice(2), { from: 2, to: 3 }, 'a'), 'c')
    assert.equal(tabStopOf([], [], { from: 0, to: 0 }, null), null)
  })
})

describe('the picture viewer', () => {
  test('enlarges around the point under the pointer, and fits again at the least', () => {
    const point = { x: 100, y: -50 }
    const large = zoomed(fitted, 2, point)
    assert.deepEqual(large, { scale: 2, x: -100, y: 50 })
    assert.deepEqual(zoomed(large, 0.1, point), fitted)
    assert.equal(zoomed(fitted, 1000, point).scale, 8)
  })

  test('is moved only while enlarged, and never out of sight', () => {
    const frame = { width: 800, height: 600 }
    assert.equal(panned(fitted, 50, 50, frame), fitted)
    assert.deepEqual(panned({ scale: 2, x: 0, y: 0 }, 50, -9999, frame), { scale: 2, x: 50, y: -600 })
  })
})
