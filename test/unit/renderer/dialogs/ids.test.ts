import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { typedIds, typedRoom } from '../../../../renderer/dialogs/ids.ts'

describe('addresses that people type', () => {
  test('several people with anything between them, each once', () => {
    assert.deepEqual(typedIds('@a:x.org, @b:x.org\n@a:x.org;@c:y.org '), { ids: ['@a:x.org', '@b:x.org', '@c:y.org'], wrong: null })
    assert.deepEqual(typedIds(''), { ids: [], wrong: null })
  })

  test('the first that is none is named', () => {
    assert.equal(typedIds('@a:x.org anna @b').wrong, 'anna')
  })

  test('links to people and rooms are read', () => {
    assert.deepEqual(typedIds('https://matrix.to/#/@a:x.org matrix:u/b:x.org').ids, ['@a:x.org', '@b:x.org'])
    assert.equal(typedRoom('https://matrix.to/#/%23road:x.org?via=x.org'), '#road:x.org')
    assert.equal(typedRoom('matrix:r/road:x.org'), '#road:x.org')
    assert.equal(typedRoom(' #road:x.org '), '#road:x.org')
    assert.equal(typedRoom('!opaque'), '!opaque')
  })

  test('what is no address is none', () => {
    for (const typed of ['road', '#road', '@a:x.org', 'https://matrix.to/#/%E0%A4%A', 'matrix:x/road:x.org', '']) {
      assert.equal(typedRoom(typed), null, typed)
    }
  })
})
