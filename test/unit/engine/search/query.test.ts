import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseQuery, QueryError, type Phrase } from '../../../../main/engine/search/query.ts'

/** `word`, `begin*`, `"two words"`, `-unwanted`. */
const draw = ({ terms, isPrefix, isUnwanted }: Phrase): string => {
  const words = terms.length > 1 ? `"${terms.join(' ')}"` : (terms[0] ?? '')
  return `${isUnwanted ? '-' : ''}${words}${isPrefix ? '*' : ''}`
}
const phrases = (query: string): string => parseQuery(query).phrases.map(draw).join(' ')
const conditions = (query: string) => parseQuery(query).conditions
const day = (year: number, month: number, date: number): number => new Date(year, month - 1, date).getTime()

describe('a query', () => {
  test('is words, of which the last may be a beginning', () => {
    assert.equal(phrases('The Bridge clos'), 'the bridge clos*')
    assert.equal(phrases('brid* clos'), 'brid* clos*')
    assert.equal(phrases('bridge -clos'), 'bridge -clos')
    assert.equal(phrases('bridge "closed"'), 'bridge closed')
  })

  test('takes what stands together in one word, or between quotation marks, as a phrase', () => {
    assert.equal(phrases('don\'t "the red bridge" x'), '"don t" "the red bridge" x*')
    assert.equal(phrases('"never closed'), '"never closed"')
    assert.equal(phrases('https://example.org/a'), '"https example org a"*')
  })

  test('in a script without spaces finds what stands anywhere in a text', () => {
    assert.equal(phrases('東'), '東*')
    assert.equal(phrases('東京'), '東京')
    assert.equal(phrases('東京タワー'), '"東京 京タ タワ ワー"')
    assert.equal(phrases('東京x'), '"東京 京 x"*')
  })

  test('knows who, where and what', () => {
    assert.deepEqual(conditions('from:me in:"The old bridge" has:Image -has:link mentions:me is:thread'), [
      { operator: 'from', name: 'me', isUnwanted: false },
      { operator: 'in', name: 'The old bridge', isUnwanted: false },
      { operator: 'has', kind: 'image', isUnwanted: false },
      { operator: 'has', kind: 'link', isUnwanted: true },
      { operator: 'mentions', isUnwanted: false },
      { operator: 'is', isUnwanted: false },
    ])
  })

  test('counts times by this computer\'s calendar', () => {
    const time = (query: string) => conditions(query).map((one) => one.operator === 'time' ? [one.from, one.until] : [])
    assert.deepEqual(time('on:2024'), [[day(2024, 1, 1), day(2025, 1, 1)]])
    assert.deepEqual(time('on:2024-02'), [[day(2024, 2, 1), day(2024, 3, 1)]])
    assert.deepEqual(time('on:2024-12-31'), [[day(2024, 12, 31), day(2025, 1, 1)]])
    assert.deepEqual(time('before:2024-03-14'), [[0, day(2024, 3, 14)]])
    assert.deepEqual(time('after:2024-03-14'), [[day(2024, 3, 15), Infinity]])
  })

  test('says in words what it cannot understand of an operator of ours', () => {
    for (const query of ['before:yesterday', 'on:2024-02-30', 'on:2024-13', 'has:money', 'mentions:you', 'is:nice', 'from:""', 'in:" "']) {
      assert.throws(() => parseQuery(query), QueryError, query)
    }
  })

  test('takes operators that are none of ours as words', () => {
    assert.equal(phrases('note:this http://x'), '"note this" "http x"*')
    assert.deepEqual(conditions('note:this'), [])
  })

  test('may hold nothing that is a word', () => {
    for (const query of ['', ' ', '!!!', '"', '-', '*', '""', '-""', '---', ':', '::']) {
      assert.deepEqual(parseQuery(query), { phrases: [], conditions: [] }, query)
    }
  })
})
