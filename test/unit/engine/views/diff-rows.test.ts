import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { diffRows } from '../../../../main/engine/views/diff-rows.ts'
import { applyDiffs, type Diff } from '../../../../preload/contract/index.ts'

type Row = { readonly key: string; readonly value: number }

/** 'a b2 c' → rows of those keys; a digit is the row's value. */
const rows = (drawn: string): readonly Row[] =>
  drawn.split(' ').filter((word) => word !== '').map((word) => ({ key: word.charAt(0), value: Number(word.slice(1)) }))

function draw(diff: Diff<Row>): string {
  switch (diff.op) {
    case 'reset': return 'reset'
    case 'remove': return `-${diff.at}`
    case 'insert': return `+${diff.at}${diff.row.key}`
    case 'set': return `=${diff.at}${diff.row.key}`
    case 'change': return `~${diff.at}${JSON.stringify(diff.fields)}`
  }
}

const diffOf = (before: string, after: string) => diffRows(rows(before), rows(after)).map(draw)

describe('the difference between two readings', () => {
  test('is nothing when nothing changed', () => {
    assert.deepEqual(diffOf('a b c', 'a b c'), [])
    assert.deepEqual(diffOf('', ''), [])
  })

  test('names a row that came, changed or went, and no other', () => {
    assert.deepEqual(diffOf('a b c', 'a b c d'), ['+3d'])
    assert.deepEqual(diffOf('a b c', 'x a b c'), ['+0x'])
    assert.deepEqual(diffOf('a b c', 'a c'), ['-1'])
    assert.deepEqual(diffOf('a b c', 'a b7 c'), ['=1b'])
  })

  test('moves one row when one row moved, in either direction', () => {
    assert.deepEqual(diffOf('a b c d e', 'e a b c d'), ['-4', '+0e'])
    assert.deepEqual(diffOf('a b c d e', 'b c d e a'), ['-0', '+4a'])
  })

  test('is a reset where nearly everything changed', () => {
    assert.deepEqual(diffOf('a b c', 'x y'), ['reset'])
    assert.deepEqual(diffOf('a b c', ''), ['reset'])
  })

  test('is a reset when two rows have one key, and nothing when those did not change', () => {
    assert.deepEqual(diffOf('a b', 'a a b'), ['reset'])
    assert.deepEqual(diffOf('a a b', 'a a b'), [])
  })

  test('is only what differs of a row, for whoever knows that', () => {
    assert.deepEqual(diffRows(rows('a b c'), rows('a b7 c'), true).map(draw), ['~1{"value":7}'])
  })

  test('is only what differs of an object within a row, and the whole of it where it came, went or lost a field', () => {
    type Deep = { readonly key: string; readonly room: { readonly name: string; readonly unread?: number } | null }
    const change = (old: Deep['room'], room: Deep['room']) => {
      const [before, after]: [Deep[], Deep[]] = [[{ key: 'a', room: old }], [{ key: 'a', room }]]
      const diffs = diffRows<Deep>(before, after, true)
      assert.deepEqual(applyDiffs<Deep>(before, diffs), after)
      return diffs
    }
    const [none, quiet, loud] = [null, { name: 'Harbour', unread: 0 }, { name: 'Harbour', unread: 2 }]
    assert.deepEqual(change(quiet, loud), [{ op: 'change', at: 0, fields: {}, within: { room: { unread: 2 } } }])
    assert.deepEqual(change(none, loud), [{ op: 'change', at: 0, fields: { room: loud } }])
    assert.deepEqual(change(loud, none), [{ op: 'change', at: 0, fields: { room: none } }])
    assert.deepEqual(change(loud, { name: 'Harbour' }), [{ op: 'change', at: 0, fields: { room: { name: 'Harbour' } } }])
  })

  test('is the whole row where a field went', () => {
    const before: readonly (Row & { readonly note?: string })[] = [{ key: 'a', value: 1, note: 'x' }]
    assert.deepEqual(diffRows(before, [{ key: 'a', value: 1 }], true), [{ op: 'set', at: 0, row: { key: 'a', value: 1 } }])
  })

  test('applied to what was, always gives what is', () => {
    let state = 1
    const random = (below: number) => {
      state = (state * 48271) % 2147483647
      return state % below
    }
    const letters = [...'abcdefghijklmnop']
    const anyRows = (): readonly Row[] =>
      letters.filter(() => random(3) > 0).map((key) => ({ key, value: random(3), at: random(1000) }))
        .sort((one, other) => random(4) === 0 ? one.at - other.at : 0).map(({ key, value }) => ({ key, value }))
    let before: readonly Row[] = []
    for (let round = 0; round < 2_000; round += 1) {
      const after = anyRows()
      assert.deepEqual(applyDiffs(before, diffRows(before, after)), after)
      assert.deepEqual(applyDiffs(before, diffRows(before, after, true)), after)
      before = after
    }
  })
})
