import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Diff } from '../../../../preload/contract/index.ts'
import { applyDiffs } from '../../../../renderer/bridge/apply-diffs.ts'

/** A small generator with a seed, so that a failure can be had again (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** Changes the list in place as an engine would, and tells the diff of it. */
function change(list: string[], pick: (below: number) => number, name: string): Diff<string> {
  const kind = pick(12)
  if (kind === 0) {
    list.splice(0, list.length, ...Array.from({ length: pick(6) }, (_unused, at) => `${name}.${at}`))
    return { op: 'reset', rows: [...list] }
  }
  const at = pick(list.length + 1)
  if (kind < 6 || at === list.length) {
    list.splice(at, 0, name)
    return { op: 'insert', at, row: name }
  }
  if (kind < 9) {
    list[at] = name
    return { op: 'set', at, row: name }
  }
  list.splice(at, 1)
  return { op: 'remove', at }
}

describe('applying diffs', () => {
  test('any row of batches leads to what reading afresh shows', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const pick = random(seed)
      const truth: string[] = []
      let rows: readonly string[] = []
      for (let batch = 0; batch < 40; batch += 1) {
        const diffs = Array.from({ length: pick(6) }, (_unused, at) => change(truth, pick, `${batch}/${at}`))
        rows = applyDiffs(rows, diffs)
        assert.deepEqual(rows, truth, `seed ${seed}, batch ${batch}`)
      }
    }
  })

  test('rows that a component holds are never changed under it', () => {
    const before: readonly string[] = Object.freeze(['a', 'b'])
    assert.deepEqual(applyDiffs(before, [{ op: 'remove', at: 0 }, { op: 'insert', at: 1, row: 'c' }]), ['b', 'c'])
    assert.deepEqual(before, ['a', 'b'])
  })

  test('nothing to change gives the same array, so that nothing is drawn again', () => {
    const rows = ['a']
    assert.equal(applyDiffs(rows, []), rows)
  })

  test('what came before a reset does not count', () => {
    const diffs: readonly Diff<string>[] = [{ op: 'set', at: 0, row: 'x' }, { op: 'reset', rows: ['n'] }, { op: 'insert', at: 1, row: 'm' }]
    assert.deepEqual(applyDiffs(['a', 'b'], diffs), ['n', 'm'])
  })

  test('a position outside of the rows is left out', () => {
    const diffs: readonly Diff<string>[] = [{ op: 'remove', at: 5 }, { op: 'set', at: 1, row: 'x' }, { op: 'insert', at: 9, row: 'y' }]
    assert.deepEqual(applyDiffs(['a'], diffs), ['a'])
  })
})
