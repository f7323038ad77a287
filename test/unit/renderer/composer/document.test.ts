import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { documentOf, draftOf, schema, writtenIn } from '../../../../renderer/composer/document.ts'

const mention = (name: string, userId: string) =>
  schema.node('doc', null, [schema.node('line', null, [schema.text('hi '), schema.node('mention', { userId, name })])])

describe('what is being written', () => {
  test('is the same after it was kept as a draft, blank lines and all', () => {
    for (const text of [
      '',
      'a',
      '\na\n\nb ',
      'a [b](https://example.org) c',
      '[a](https://matrix.to/#/#room:x)',
      '[a](https://matrix.to/#/%zz)',
    ]) {
      assert.equal(draftOf(documentOf(text)), text)
    }
  })

  test('keeps mentions of whatever name and id', () => {
    const cases = [
      ['Anna', '@anna:example.org'],
      ['[*A*_](x)\\', '@a:example.org'],
      ['', '@b:example.org'],
      ['<b>|~#', "@it's(odd)/*:example.org"],
      ['ß 🦊 ]', '@ö:[::1]:80'],
    ] as const
    for (const [name, userId] of cases) {
      const doc = mention(name, userId)
      const again = documentOf(draftOf(doc))
      assert.ok(again.eq(doc), draftOf(doc))
      assert.deepEqual(writtenIn(again).mentions, [userId])
      assert.equal(writtenIn(again).textWithIds, `hi ${userId}`)
    }
  })

  test('is sent with names, and with the id where the name is not enough', () => {
    assert.equal(writtenIn(mention('Anna', '@anna:example.org')).text, 'hi @Anna')
    assert.equal(writtenIn(mention('@nna', '@anna:example.org')).text, 'hi @nna')
    assert.equal(writtenIn(mention('Anna (@anna:example.org)', '@anna:example.org')).text, 'hi @anna:example.org')
    assert.equal(writtenIn(mention('', '@anna:example.org')).text, 'hi @anna:example.org')
  })

  test('has no mention where a link names no person', () => {
    assert.deepEqual(writtenIn(documentOf('[Anna](https://example.org/#/@anna:example.org)')).mentions, [])
    assert.deepEqual(writtenIn(documentOf('[x](https://matrix.to/#/anna)')).mentions, [])
  })
})
