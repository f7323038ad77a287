import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { joinedTerms } from '../../../../main/engine/search/joined-terms.ts'
import { lineOf } from '../../../../main/engine/search/plain-text.ts'
import { termsOf } from '../../../../main/engine/search/terms.ts'

const terms = (text: string): string => termsOf(text).map(({ term }) => term).join(' ')

describe('the terms of a text', () => {
  const same: readonly (readonly [why: string, one: string, other: string])[] = [
    ['case', 'Bridge CLOSED', 'bridge closed'],
    ['marks of Latin letters', 'Müller café Ærø łódź', 'muller cafe aero lodz'],
    ['a mark as a letter of its own', 'cafe\u0301', 'café'],
    ['ß, that has no capital', 'STRASSE', 'Straße'],
    ['the sigma at a word\'s end', 'ΟΔΥΣΣΕΥΣ', 'Οδυσσεύς'],
    ['ё and е', 'Ёлка', 'елка'],
    ['the dots of Hebrew', 'שָׁלוֹם', 'שלום'],
    ['the marks of Arabic, and a stretched line', 'مَرْحَبًا بالعـــالم', 'مرحبا بالعالم'],
    ['Turkish dots', 'İstanbul ılık', 'istanbul ilik'],
    ['compatibility forms', 'ﬁne ＡＢＣ', 'fine abc'],
    ['half-width Kana', 'ｶﾞﾗｽ', 'ガラス'],
    ['Hangul in its letters', '한국'.normalize('NFD'), '한국'],
    ['soft hyphens', 'soft\u00adhyphen', 'softhyphen'],
  ]
  for (const [why, one, other] of same) test(`are the same whatever ${why}`, () => assert.equal(terms(one), terms(other)))

  test('keep apart what marks make another letter of', () => {
    assert.notEqual(terms('か'), terms('が'))
    assert.notEqual(terms('क'), terms('क\u093c'))
    assert.equal(terms('हिन्दी में'), 'हिन्दी में')
  })

  test('are words where there are spaces, and pairs of characters where there are none', () => {
    assert.equal(terms("Don't panic: x_y 3.14"), 'don t panic x y 3 14')
    assert.equal(terms('東京タワー'), '東京 京タ タワ ワー ー')
    assert.equal(terms('ไทย'), 'ไท ทย ย')
    assert.equal(terms('LINEで話す'), 'line で話 話す す')
  })

  test('are symbols, too, each a word', () => assert.equal(terms('yes🎉🎉 no'), 'yes 🎉 🎉 no'))

  test('are told with the ranges of the text they stand for', () => {
    const text = 'ﬁne 東京, Ünder'
    assert.deepEqual(termsOf(text).map(({ term, start, end }) => [term, text.slice(start, end)]), [
      ['fine', 'ﬁne'], ['東京', '東京'], ['京', '京'], ['under', 'Ünder'],
    ])
  })

  test('are cut where nobody types so long a word, and never within a character', () => {
    for (const long of ['x'.repeat(200), `x${'𝔸'.repeat(200)}`, 'é'.repeat(200)]) {
      for (const { term } of termsOf(long)) assert.ok(term.length <= 64 && term.isWellFormed())
    }
  })
})

test('the index is given the same terms, whatever the text, as a line of it has', () => {
  const pieces = [
    'a', 'B', 'é', 'e\u0301', 'ß', 'Σ', 'ς', 'İ', 'ı', '½', 'ŉ', 'ﬁ', 'ø', 'Æ', 'й', 'и\u0306', ' ', '  ', '-', '_', '\n', '\u202e', '\u200d', '\u00ad',
    '東', 'ガ', 'ｶﾞ', 'か\u3099', '한', '\u1112\u1161\u11ab', 'ก', 'ำ', 'ि', 'क', '\u093c', 'م', '\u064e', '🎉', '❤️', '²', '①', 'ﷺ', '\ud83d', '\udc00',
    '\u{1D538}', '\u{F0001}', 'ΐ', '\u0345', 'x'.repeat(70), '\0', '<img src=x>', '\u3000',
  ]
  // The same row of dice every time.
  let dice = 1
  const next = (below: number): number => {
    dice = Math.imul(dice ^ (dice >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0
    return (dice >>> 0) % below
  }
  for (let round = 0; round < 20_000; round += 1) {
    const text = Array.from({ length: 1 + next(8) }, () => pieces[next(pieces.length)]).join('')
    const joined = joinedTerms(text).split(' ').filter((term) => term !== '').join(' ')
    assert.equal(joined, terms(text), JSON.stringify(text))
    assert.equal(terms(lineOf(text)), terms(text), JSON.stringify(text))
  }
})
