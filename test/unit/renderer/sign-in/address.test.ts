import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseAddress } from '../../../../renderer/sign-in/address.ts'

describe('the one field of the sign-in', () => {
  test('takes a Matrix address in the ways people write it', () => {
    const anna = { kind: 'user', user: 'anna', server: 'harbour.example' }
    assert.deepEqual(parseAddress('@anna:harbour.example'), anna)
    assert.deepEqual(parseAddress('  anna:harbour.example '), anna)
    assert.deepEqual(parseAddress('anna@harbour.example'), anna)
    assert.deepEqual(parseAddress('@anna:localhost:8448'), { kind: 'user', user: 'anna', server: 'localhost:8448' })
  })

  test('takes a server by its name or its URL', () => {
    assert.deepEqual(parseAddress('harbour.example'), { kind: 'server', server: 'harbour.example' })
    assert.deepEqual(parseAddress('harbour.example:8448'), { kind: 'server', server: 'harbour.example:8448' })
    assert.deepEqual(parseAddress('http://127.0.0.1:8008'), { kind: 'server', server: 'http://127.0.0.1:8008' })
    assert.deepEqual(parseAddress('localhost'), { kind: 'server', server: 'localhost' })
    assert.deepEqual(parseAddress('[::1]:8008'), { kind: 'server', server: '[::1]:8008' })
  })

  test('waits while it is not enough', () => {
    const tooLittle = ['', 'a', 'anna', '@anna', '@anna:', '@anna:har bour', 'harbour.', 'https://', '@:harbour.example', 'one two.org']
    for (const typed of tooLittle) {
      assert.deepEqual(parseAddress(typed), { kind: 'incomplete' }, typed)
    }
  })
})
