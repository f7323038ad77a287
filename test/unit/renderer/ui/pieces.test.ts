import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pieces } from '../../../../renderer/ui/pieces.ts'

const drawn = (text: string, matches: readonly (readonly [number, number])[]): string =>
  pieces(text, matches).map((piece) => piece.isMatch ? `[${piece.text}]` : piece.text).join('')

test('a text is cut at what matched and loses nothing', () => {
  assert.equal(drawn('Launch week', [[0, 2], [7, 9]]), '[La]unch [we]ek')
  assert.equal(drawn('Launch', []), 'Launch')
  assert.equal(drawn('', []), '')
})

test('ranges that cannot be are made to fit', () => {
  assert.equal(drawn('Launch', [[4, 99], [0, 2], [1, 3]]), '[La][u]n[ch]')
  assert.equal(drawn('Launch', [[3, 3], [9, 12]]), 'Launch')
})
