import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DrawnTimeline } from './draw.ts'

const given = (drawing: string): DrawnTimeline => DrawnTimeline.parse(drawing)
const token = { start: { token: 't' } } as const

describe('the live end', () => {
  test('the first events of a room begin its timeline', () => {
    assert.equal(given('').merge('a b', { start: 'beginning' }).draw(), '[a b]')
  })

  test('the first events of a room with history before them lie after a gap', () => {
    assert.equal(given('').merge('b c', token).draw(true), '[gap b=t] [b c]')
  })

  test('what follows without a gap is appended', () => {
    const run = { joins: { side: 'after', chunk: 1 }, start: 'beginning' } as const
    assert.equal(given('[a] [gap] [b]').merge('c d', run).draw(), '[a] [gap] [b c d]')
  })

  test('a limited response that meets nothing leaves a gap', () => {
    assert.equal(given('[a b]').merge('f g', token).draw(true), '[a b] [gap b=t] [f g]')
  })

  test('a limited response that overlaps joins', () => {
    assert.equal(given('[a b]').merge('a b c d', token).draw(), '[a b c d]')
  })

  test('a longer look back that overlaps adds what lies before, and knows how to go on from there', () => {
    assert.equal(given('[gap b=old] [d e]').merge('b c d e f', token).draw(true), '[gap b=t] [b c d e f]')
  })

  test('a limited response without events leaves an open end, and the next one uses it', () => {
    const timeline = given('[a]').merge('', token)
    assert.equal(timeline.draw(true), '[a] [gap b=t]')
    assert.equal(timeline.merge('c', { joins: { side: 'after', chunk: 1 } }).draw(true), '[a] [gap b=t] [c]')
  })

  test('an event that arrives again is not doubled', () => {
    assert.equal(given('[a b]').merge('b', token).draw(), '[a b]')
  })
})

describe('a page backwards', () => {
  const back = (chunk: number, start: 'beginning' | { token: string } = { token: 'next' }) =>
    ({ joins: { side: 'before', chunk }, start } as const)

  test('lies before the chunk that it was asked from', () => {
    assert.equal(given('[gap b=t] [c d]').merge('a b', back(0)).draw(true), '[gap b=next] [a b c d]')
  })

  test('without a token to go on reaches the beginning', () => {
    assert.equal(given('[gap b=t] [c d]').merge('a b', back(0, 'beginning')).draw(), '[a b c d]')
  })

  test('that is empty without a token to go on reaches the beginning too', () => {
    assert.equal(given('[gap b=t] [c d]').merge('', back(0, 'beginning')).draw(), '[c d]')
  })

  test('that is empty moves on', () => {
    assert.equal(given('[gap b=t] [c d]').merge('', back(0)).draw(true), '[gap b=next] [c d]')
  })

  test('that brings only what is known moves on', () => {
    assert.equal(given('[gap b=t] [c d]').merge('c', back(0)).draw(true), '[gap b=next] [c d]')
  })

  test('closes the gap when it meets the older neighbour', () => {
    assert.equal(given('[gap b=old] [a b] [gap b=t] [e f]').merge('b c d', back(1)).draw(true), '[gap b=old] [a b c d e f]')
  })

  test('closes the gap when there was nothing in it', () => {
    assert.equal(given('[a b] [gap b=t] [c d]').merge('a b', back(1)).draw(), '[a b c d]')
  })

  test('that reaches beyond its older neighbour takes the way on from there', () => {
    assert.equal(given('[gap b=old] [b] [gap b=t] [d]').merge('a b c', back(1)).draw(true), '[gap b=next] [a b c d]')
  })

  test('swallows several chunks', () => {
    assert.equal(given('[a] [gap] [c] [gap] [e] [gap] [g]').merge('a b c d e f', back(3)).draw(), '[a b c d e f g]')
  })

  test('puts a latecomer of another order beside its neighbours, once', () => {
    assert.equal(given('[a c] [gap] [e]').merge('a x c d', back(1)).draw(), '[a c x d e]')
  })

  test('keeps the token for going on in the other direction', () => {
    assert.equal(given('[a] [gap b=t f=u] [d]').merge('c', back(1)).draw(true), '[a] [gap b=next f=u] [c d]')
  })
})

describe('a page forwards', () => {
  test('lies after the chunk that it was asked from', () => {
    const run = { joins: { side: 'after', chunk: 0 }, end: 'next' } as const
    assert.equal(given('[a b] [gap b=t f=u] [e]').merge('c', run).draw(true), '[a b c] [gap b=t f=next] [e]')
  })

  test('closes the gap when it meets the newer neighbour', () => {
    const run = { joins: { side: 'after', chunk: 0 }, end: 'next' } as const
    assert.equal(given('[a b] [gap b=t f=u] [e f] [gap] [h]').merge('c d e', run).draw(), '[a b c d e f] [gap] [h]')
  })

  test('that is empty moves on', () => {
    const run = { joins: { side: 'after', chunk: 0 }, end: 'next' } as const
    assert.equal(given('[a] [gap b=t f=u] [e]').merge('', run).draw(true), '[a] [gap b=t f=next] [e]')
  })
})

describe('a stretch around an event', () => {
  test('that meets nothing becomes a chunk of its own', () => {
    const timeline = given('[a] [gap b=t] [i]').merge('d e f', { home: 1, start: { token: 'x' }, end: 'y' })
    assert.equal(timeline.draw(true), '[a] [gap b=x] [d e f] [gap b=t f=y] [i]')
  })

  test('that meets a chunk is part of it', () => {
    const timeline = given('[a b] [gap b=t] [i]').merge('b c', { home: 1, start: { token: 'x' }, end: 'y' })
    assert.equal(timeline.draw(true), '[a b c] [gap b=t f=y] [i]')
  })

  test('put at the wrong place moves to the right one when it meets its neighbour', () => {
    const timeline = given('[gap b=t] [d e f g] [gap b=s] [i]').merge('b c', { home: 1, start: { token: 'x' }, end: 'y' })
    assert.equal(timeline.draw(), '[gap] [d e f g] [gap] [b c] [gap] [i]')
    timeline.merge('a b c', { joins: { side: 'before', chunk: 0 }, start: { token: 'z' } })
    assert.equal(timeline.draw(true), '[gap b=z] [a b c d e f g] [gap b=s] [i]')
  })

  test('never becomes the live end, and never moves it', () => {
    const timeline = given('[gap b=o] [b] [gap b=p] [a x y] [gap b=q] [c]')
    timeline.merge('b', { joins: { side: 'before', chunk: 2 }, start: { token: 'z' } })
    assert.equal(timeline.draw(true), '[gap b=p] [a x y] [gap b=z] [b c]')
    assert.equal(timeline.merge('d', { joins: { side: 'after', chunk: 1 } }).draw(), '[gap] [a x y] [gap] [b c d]')
  })

  test('finds room however often one gap is split', () => {
    const timeline = given('[a] [gap b=t] [z]')
    const letters = Array.from({ length: 60 }, (_, at) => `m${at}`)
    for (const letter of letters) timeline.merge(letter, { home: 1, start: { token: 'x' }, end: 'y' })
    assert.equal(timeline.draw(), ['[a]', ...letters.toReversed().map((one) => `[${one}]`), '[z]'].join(' [gap] '))
  })
})
