import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sas as german } from '../../../../renderer/text/de/sas.ts'
import { sas as english } from '../../../../renderer/text/en/sas.ts'
import { chooseLocale } from '../../../../renderer/text/language.ts'
import { Words } from '../../../../renderer/text/words.ts'
import { sasWord } from '../../../../renderer/verification/sas-words.ts'

const { say } = new Words(() => chooseLocale('de', []))

describe('the word for an emoji', () => {
  test('is the one of the user’s language, from the specification’s English one', () => {
    assert.equal(sasWord('Dog', say), 'Hund')
    assert.equal(sasWord('Thumbs Up', say), 'Daumen hoch')
    assert.equal(sasWord('Light Bulb', say), 'Glühbirne')
  })

  test('is the one that came where it is in no list of ours', () => {
    assert.equal(sasWord('Kraken', say), 'Kraken')
    assert.equal(sasWord('constructor', say), 'constructor')
  })

  test('is there for all 64, and no two are the same in a language', () => {
    for (const words of [english, german]) assert.equal(new Set(Object.values(words)).size, 64)
  })
})
