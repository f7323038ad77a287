import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SearchCoverage, SearchHit } from '../../../../preload/contract/index.ts'
import { coverageWords } from '../../../../renderer/search/coverage-words.ts'
import { withDays } from '../../../../renderer/search/days.ts'
import { matchedWords } from '../../../../renderer/search/matched-words.ts'
import { chooseLocale } from '../../../../renderer/text/language.ts'
import { Words } from '../../../../renderer/text/words.ts'
import { wordRanges } from '../../../../renderer/timeline/word-ranges.ts'

const hit = (ts: number): SearchHit => ({
  key: `$${ts}`, eventId: '$event' as never, roomId: '!room:harbour.example' as never, roomName: 'Kitchen', roomAvatar: null,
  sender: { userId: '@anna:harbour.example' as never, name: 'Anna', avatar: null }, ts, kind: 'text', thread: null, snippet: { text: '', matches: [] },
})

test('the newest hit of each day begins it', () => {
  const at = (day: number, hour: number): number => new Date(2024, 2, day, hour).getTime()
  assert.deepEqual(withDays([hit(at(5, 9)), hit(at(5, 8)), hit(at(4, 23)), hit(at(1, 1))]).map(({ startsDay }) => startsDay), [true, false, true, true])
})

test('the words that matched are known once each, as they were written', () => {
  assert.deepEqual(matchedWords({ text: 'Tide and tide, tables', matches: [[0, 4], [9, 13], [15, 20]] }), ['tide', 'table'])
  assert.deepEqual(matchedWords({ text: 'Tide', matches: [] }), [])
})

describe('words are marked', () => {
  const marked = (text: string, words: readonly string[]): readonly string[] => wordRanges(text, words).map(([start, end]) => text.slice(start, end))

  test('where a word begins, whatever its case', () => {
    assert.deepEqual(marked('The tide; Tides, and untidy ebbtide', ['tide', 'the']), ['The', 'tide', 'Tide'])
  })

  test('anywhere in scripts that write no spaces', () => {
    assert.deepEqual(marked('明日送ります。明日', ['日']), ['日', '日'])
  })

  test('literally, whatever signs they have', () => {
    assert.deepEqual(marked('a.b axb (c) c+', ['a.b', '(c)', 'c+']), ['a.b', '(c)', 'c+'])
    assert.deepEqual(marked('anything', []), [])
    assert.deepEqual(marked('anything', ['']), [])
  })
})

describe('how far a search could look', () => {
  const { say } = new Words(() => chooseLocale('en', ['en-GB']))
  const words = (given: Partial<SearchCoverage>, isRoom: boolean): string =>
    coverageWords({ rooms: 12, completeRooms: 3, from: 0, undecrypted: 0, indexing: null, ...given }, isRoom, say, 'en-GB')

  test('is the whole history, or all since a day', () => {
    assert.equal(words({ rooms: 1 }, true), 'The whole history of this room was searched.')
    assert.equal(words({ from: new Date(2024, 2, 14, 9).getTime() }, true), 'Everything since 14 March 2024 was searched.')
    assert.equal(words({}, false), 'The whole history of 12 rooms was searched.')
    assert.equal(
      words({ from: new Date(2024, 2, 14, 9).getTime() }, false),
      'Everything since 14 March 2024 was searched in all 12 rooms; the whole history in 3 of them.',
    )
  })

  test('is what is here, where nothing is known of a room', () => {
    assert.equal(words({ from: null }, true), 'What of this room is on this computer was searched.')
    assert.equal(words({ from: null }, false), 'What is on this computer was searched; of 12 rooms it has the whole history of 3.')
  })
})
