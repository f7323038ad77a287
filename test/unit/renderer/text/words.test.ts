import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isolate } from '../../../../renderer/text/isolate.ts'
import { chooseLocale, type Locale } from '../../../../renderer/text/language.ts'
import { Words } from '../../../../renderer/text/words.ts'

describe('words', () => {
  test('a change of language holds from the next word on', () => {
    let locale: Locale = chooseLocale('en', [])
    const { say } = new Words(() => locale)
    assert.equal(say('rooms.unread', { count: 1 }), '1 unread message')
    assert.equal(say('rooms.unread', { count: 3 }), '3 unread messages')
    locale = chooseLocale('de', [])
    assert.equal(say('rooms.unread', { count: 3 }), '3 ungelesene Nachrichten')
    assert.equal(say('common.close'), 'Schließen')
  })

  test('numbers are written as the region does', () => {
    const { say } = new Words(() => chooseLocale('en', ['en-GB']))
    assert.equal(say('rooms.unread', { count: 1234 }), '1,234 unread messages')
  })

  test('the first language of the system that there is counts, with its region', () => {
    assert.deepEqual(chooseLocale('system', ['fr-FR', 'de-AT', 'en-US']), { language: 'de', tag: 'de-AT', direction: 'ltr' })
    assert.equal(chooseLocale('system', ['fr-FR']).language, 'en')
    assert.equal(chooseLocale('de', ['en-US', 'de-CH']).tag, 'de-CH')
    assert.equal(chooseLocale('en', ['de-DE']).tag, 'en')
  })
})

describe('names inside of a sentence', () => {
  test('one that is written from right to left is kept to itself', () => {
    const { say } = new Words(() => chooseLocale('en', []))
    assert.equal(say('rooms.invitedBy', { name: 'דנה' }), '\u2068דנה\u2069 invites you')
    assert.equal(say('rooms.invitedBy', { name: 'Anna' }), 'Anna invites you')
  })

  test('marks that turn the text around do not get out', () => {
    assert.equal(isolate('a\u202Eb'), '\u2068ab\u2069')
    assert.equal(isolate('\u2069\u2069x'), '\u2068x\u2069')
  })

  test('a name that looks like a placeholder or like markup is itself', () => {
    const { say } = new Words(() => chooseLocale('en', []))
    assert.equal(say('rooms.invitedBy', { name: "{count, plural, other {#}} <b>'" }), "{count, plural, other {#}} <b>' invites you")
  })
})
