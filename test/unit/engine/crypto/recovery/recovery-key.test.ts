import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import base58 from 'bs58'
import { decodeRecoveryKey, encodeRecoveryKey } from '../../../../../main/engine/crypto/recovery/recovery-key.ts'

// As another implementation (matrix-js-sdk 43) writes it.
const key = Uint8Array.from({ length: 32 }, (_, at) => (at * 7) & 255)
const written = 'EsSz z9tE P7v3 2x3J pej9 kEu3 wFRg Cohn LtKd CcAP Gyjg nnbj'

describe('a recovery key', () => {
  test('is written in groups of four, as others write it', () => {
    assert.equal(encodeRecoveryKey(key), written)
  })

  test('is read with any white space, or none', () => {
    for (const typed of [written, written.replaceAll(' ', ''), `\t${written.replaceAll(' ', '\u00a0 \r\n')}  `]) {
      assert.deepEqual(decodeRecoveryKey(typed), key)
    }
  })

  test('with a slip in it is none', () => {
    const at = 9
    for (const letter of ['1', 'x', 'Z']) {
      const slip = written.slice(0, at) + letter + written.slice(at + 1)
      assert.equal(decodeRecoveryKey(slip), undefined, slip)
    }
  })

  test('is nothing else', () => {
    const body = [0x8b, 0x01, ...key]
    const withParity = (bytes: readonly number[]): string => base58.encode(Uint8Array.from([...bytes, bytes.reduce((sum, byte) => sum ^ byte, 0)]))
    assert.deepEqual(decodeRecoveryKey(withParity(body)), key)
    for (const typed of [
      '', ' ', 'Es', 'correct horse battery staple', '0OIl', 'ü', '1'.repeat(4096),
      withParity([0x8b, 0x02, ...key]), withParity([0x8a, 0x01, ...key]), withParity(body.slice(0, -1)), withParity([...body, 0]),
    ]) assert.equal(decodeRecoveryKey(typed), undefined, typed)
  })
})
