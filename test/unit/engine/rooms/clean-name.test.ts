import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cleanName, cleanText, foldText, nameKey } from '../../../../main/engine/rooms/clean-name.ts'

describe('names from strangers', () => {
  test('are one line without marks that turn or hide it', () => {
    const cases: readonly (readonly [unknown, string | null])[] = [
      ['Alice', 'Alice'],
      ['  Alice \n\t Smith ', 'Alice Smith'],
      ['\u202eecilA\u202c', 'ecilA'],
      ['A\u200blice\u2066\u2069', 'Alice'],
      ['\u0000Al\u0007ice', 'Alice'],
      ['\ud800Alice', 'Alice'],
      ['\u200b\u2060', null],
      ['\u200d', null],
      ['   ', null],
      ['', null],
      [null, null],
      [{ toString: () => 'Alice' }, null],
    ]
    for (const [given, shown] of cases) assert.equal(cleanName(given), shown, JSON.stringify(given))
  })

  test('keep what scripts and emoji need', () => {
    for (const name of ['می‌خواهم', '👩‍👩‍👧', 'Søren Ærø', '日本語の部屋', '🏴󠁧󠁢󠁥󠁮󠁧󠁿']) assert.equal(cleanName(name), name)
  })

  test('are not endless, and not cut within a character', () => {
    const name = cleanName('👍'.repeat(10_000)) ?? ''
    assert.ok(name.length < 600)
    assert.ok(name.isWellFormed())
  })

  test('look alike when a reader would take one for the other', () => {
    const same: readonly (readonly [string, string])[] = [
      ['Alice', 'alice'], ['Alice', 'Аliсе'], ['paypal', 'раураl'], ['Alice', 'Ａｌｉｃｅ'], ['admin', 'ad min'], ['Zoë', 'Zoe'],
    ]
    for (const [one, other] of same) assert.equal(nameKey(one), nameKey(other), `${one} ${other}`)
    assert.notEqual(nameKey('Alice'), nameKey('Alina'))
  })
})

test('a text of several lines keeps its lines', () => {
  assert.equal(cleanText(' One \u202e\r\ntwo\n\n'), 'One\ntwo')
  assert.equal(cleanText(5), '')
})

test('folding for search drops case and marks', () => {
  assert.equal(foldText('Ünïcode ÅÄ'), 'unicode aa')
})
