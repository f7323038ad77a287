import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { strengthOf } from '../../../../renderer/keys/strength.ts'

describe('the hint about a passphrase', () => {
  test('is none before there is one', () => assert.equal(strengthOf(''), 'none'))

  test('calls short, repeated and counted ones weak', () => {
    for (const one of ['harbour', 'aaaaaaaaaaaaaaaaaaaaaaaa', 'abcabcabcabcabcabcabc', '123456789012345678', 'Passw0rd!']) {
      assert.equal(strengthOf(one), 'weak', one)
    }
  })

  test('calls a few words fair and several strong', () => {
    assert.equal(strengthOf('tide harbour'), 'fair')
    assert.equal(strengthOf('tide harbour lamp oyster'), 'strong')
  })
})
