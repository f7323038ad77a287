import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anchorAt, topFor, topToShow, type Anchor, type Keyed, type Screen } from '../../../../renderer/timeline/scroll/anchor.ts'
import { SizeBook } from '../../../../renderer/timeline/scroll/size-book.ts'
import { indexAt, mountedRange, rangeBetween } from '../../../../renderer/timeline/scroll/visible-range.ts'

type Item = Keyed & { readonly guess: number }

const list = (count: number, guess = 20): Item[] => Array.from({ length: count }, (_unused, at) => ({ key: `k${at}`, guess }))
const book = (): SizeBook<Item> => new SizeBook<Item>((item) => item.guess)

/** Where the lower edge of an item is on the screen. */
function bottomOf(key: string, items: readonly Item[], offsets: Float64Array, top: number): number {
  return (offsets[items.findIndex((item) => item.key === key) + 1] ?? Number.NaN) - top
}

const hold = (
  items: readonly Item[],
  offsets: Float64Array,
  screen: Screen,
  followsEnd: boolean,
  isDrawn = (_item: Item) => true,
): Anchor => anchorAt({ items, offsets, isDrawn }, screen, followsEnd)

describe('heights', () => {
  test('are guessed until measured, and a measurement that is no news says so', () => {
    const sizes = book()
    const items = list(3)
    assert.deepEqual([...sizes.offsets(items)], [0, 20, 40, 60])
    assert.equal(sizes.measure('k1', 33.5), true)
    assert.equal(sizes.measure('k1', 33.5), false)
    assert.deepEqual([...sizes.offsets(items)], [0, 20, 53.5, 73.5])
    sizes.forget()
    assert.deepEqual([...sizes.offsets(items)], [0, 20, 40, 60])
  })
})

describe('what is in the document', () => {
  const offsets = book().offsets(list(1000))

  test('is found by height, also above the first and below the last', () => {
    assert.deepEqual([-5, 0, 19.9, 20, 19_999, 1e9].map((height) => indexAt(offsets, height)), [0, 0, 0, 1, 999, 999])
    assert.deepEqual(rangeBetween(new Float64Array([0]), 0, 500), { from: 0, to: 0 })
  })

  test('reaches beyond the screen by the margin, and stays while the screen is well inside of it', () => {
    const first = mountedRange(offsets, 2000, 2600, 400, null)
    assert.deepEqual(first, { from: 80, to: 151 })
    assert.equal(mountedRange(offsets, 2100, 2700, 400, first), first)
    assert.deepEqual(mountedRange(offsets, 2300, 2900, 400, first), { from: 95, to: 166 })
  })

  test('is given up when the list became shorter than it', () => {
    assert.deepEqual(mountedRange(book().offsets(list(10)), 0, 600, 400, { from: 0, to: 50 }), { from: 0, to: 10 })
  })
})

describe('the reading position', () => {
  const screen = { top: 500, height: 300 }

  test('is held through random changes of the list before, between and after what is on the screen', () => {
    let seed = 11
    const random = (below: number): number => { seed = (seed * 48_271) % 2_147_483_647; return seed % below }
    const sizes = book()
    let items: Item[] = list(100)
    let offsets = sizes.offsets(items)
    let top = 700
    for (let round = 0; round < 500; round += 1) {
      const anchor = hold(items, offsets, { top, height: 300 }, false)
      assert.equal(anchor.to, 'items')
      const held = anchor.to === 'items' ? anchor.edges[0] : undefined
      assert.ok(held)
      const at = random(items.length)
      const kind = random(4)
      if (kind === 0)
        items = [...Array.from({ length: random(30) }, (_unused, one) => ({ key: `p${round}-${one}`, guess: 5 + random(80) })), ...items]
      else if (kind === 1) items = [...items, { key: `a${round}`, guess: 40 }]
      else if (kind === 2) items = [...items.slice(0, at), { key: `m${round}`, guess: random(200) + 1 }, ...items.slice(at)]
      else sizes.measure(items[at]?.key ?? '', 10 + random(90))
      offsets = sizes.offsets(items)
      const next = topFor(anchor, items, offsets, 300)
      assert.ok(next !== null && Math.abs(bottomOf(held.key, items, offsets, next) - held.bottom) < 1e-6)
      const total = offsets.at(-1) ?? 0
      top = Math.min(Math.max(next + random(120) - 60, 0), total - 300)
    }
  })

  test('follows the end only where the list is live and the end is on the screen', () => {
    const offsets = book().offsets(list(40))
    assert.deepEqual(hold(list(40), offsets, screen, true), { to: 'end' })
    assert.equal(hold(list(40), offsets, screen, false).to, 'items')
    assert.equal(hold(list(40), offsets, { ...screen, top: 400 }, true).to, 'items')
  })

  test('at the end stays at the end while rows come', () => {
    assert.equal(topFor({ to: 'end' }, list(50), book().offsets(list(50)), 300), 700)
    assert.equal(topFor({ to: 'end' }, list(5), book().offsets(list(5)), 300), -200)
  })

  test('is held by the next item on the screen when the first is gone', () => {
    const items = list(100)
    const anchor = hold(items, book().offsets(items), screen, false)
    const without = items.filter(({ key }) => key !== 'k25')
    assert.equal(topFor(anchor, without, book().offsets(without), 300), 480)
  })

  test('is held by what is in the document before what is not yet', () => {
    const items = list(100)
    const anchor = hold(items, book().offsets(items), screen, false, ({ key }) => key === 'k30')
    const without = items.filter(({ key }) => key !== 'k27')
    assert.equal(topFor(anchor, without, book().offsets(without), 300), 480)
    const shorter = items.filter(({ key }) => key !== 'k30')
    assert.equal(topFor(anchor, shorter, book().offsets(shorter), 300), 500)
  })

  test('is never held by a fixture, beside which older rows come in', () => {
    const edge = { key: 'edge', guess: 50, isFixture: true }
    const items = [edge, ...list(50)]
    const anchor = hold(items, book().offsets(items), { top: 0, height: 300 }, false)
    const longer = [edge, ...list(10).map(({ key, guess }) => ({ key: `older ${key}`, guess })), ...list(50)]
    assert.equal(topFor(anchor, longer, book().offsets(longer), 300), 200)
  })

  test('is unknown when all that was on the screen is gone', () => {
    const anchor: Anchor = { to: 'items', edges: [{ key: 'gone', bottom: 3 }] }
    assert.equal(topFor(anchor, list(3), book().offsets(list(3)), 300), null)
  })
})

describe('going to one item', () => {
  const offsets = book().offsets(list(100))

  test('puts it in the middle, or its start a third down', () => {
    assert.equal(topToShow(offsets, 50, 300, 'middle', 0), 860)
    assert.equal(topToShow(offsets, 50, 300, 'upper-third', 0), 900)
  })

  test('moves as little as possible for "nearest", and never beyond the list', () => {
    assert.equal(topToShow(offsets, 50, 300, 'nearest', 900), 900)
    assert.equal(topToShow(offsets, 50, 300, 'nearest', 1100), 1000)
    assert.equal(topToShow(offsets, 50, 300, 'nearest', 0), 720)
    assert.equal(topToShow(offsets, 99, 300, 'middle', 0), 1700)
    assert.equal(topToShow(offsets, 0, 300, 'middle', 900), 0)
  })
})
