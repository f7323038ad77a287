import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { de as nativeGerman } from '../../main/shell/words/de.ts'
import { en as nativeEnglish } from '../../main/shell/words/en.ts'
import { de } from '../../renderer/text/de.ts'
import { en } from '../../renderer/text/en.ts'
import { sourceFiles } from './source-files.ts'
import { argumentsOf, translationGaps, unsaidKeys } from './words.ts'

describe('words', () => {
  test('every message is there in every language, and asks for nothing else', () => {
    assert.deepEqual(translationGaps(en, de), [])
    assert.deepEqual(Object.keys(nativeGerman).sort(), Object.keys(nativeEnglish).sort())
  })

  test('every message is said somewhere', () => {
    const code = sourceFiles().filter(({ path }) => path.startsWith('renderer/') && !path.startsWith('renderer/text/'))
    assert.deepEqual(unsaidKeys(Object.keys(en), code.map(({ text }) => text).join('\n')), [])
  })

  test('a message that nobody says is caught, and one said by a made-up key is not', () => {
    const code = "say('a.b'); say(`rooms.filter.${filter}`); say(`fold.${kind}.text`)"
    const keys = ['a.b', 'a.c', 'rooms.filter.all', 'rooms.filters', 'fold.joined', 'fold.joined.text']
    assert.deepEqual(unsaidKeys(keys, code), ['a.c', 'rooms.filters', 'fold.joined'])
  })

  test('a missing, a superfluous and a different message are caught', () => {
    const original = { a: 'A {name}', b: '{count, plural, one {# room} other {# rooms in {place}}}' }
    assert.deepEqual(translationGaps(original, { a: 'A {names}', c: 'C' }), [
      'b is not translated',
      'c does not exist in the original',
      'a asks for a value that the original does not have',
    ])
    assert.deepEqual(argumentsOf(original.b), ['count', 'place'])
  })
})
