import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { byteRange } from '../../../../main/shell/scheme/byte-range.ts'

describe('a range of something of 100 bytes', () => {
  const cases: readonly (readonly [header: string | undefined, expected: ReturnType<typeof byteRange>])[] = [
    [undefined, 'whole'],
    ['bytes=0-', { from: 0, to: 99 }],
    ['bytes=10-19', { from: 10, to: 19 }],
    ['bytes=90-200', { from: 90, to: 99 }],
    ['bytes=99-99', { from: 99, to: 99 }],
    ['bytes=-10', { from: 90, to: 99 }],
    ['bytes=-1000', { from: 0, to: 99 }],
    [' bytes=5-5 ', { from: 5, to: 5 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=20-10', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=0-1,5-6', 'whole'],
    ['lines=0-1', 'whole'],
    ['bytes=a-b', 'whole'],
    ['bytes=99999999999999999999-', 'whole'],
  ]
  for (const [header, expected] of cases) {
    test(`${header ?? 'no header'} means ${JSON.stringify(expected)}`, () => assert.deepEqual(byteRange(header, 100), expected))
  }

  test('of nothing at all is unsatisfiable', () => assert.equal(byteRange('bytes=0-', 0), 'unsatisfiable'))
})
