import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CryptoError } from '../../../../../main/engine/crypto/crypto-error.ts'
import {
  keyFromPassphrase, newPassphraseInfo, readPassphraseInfo, writePassphraseInfo,
} from '../../../../../main/engine/crypto/recovery/passphrase.ts'

describe('a passphrase of recovery', () => {
  test('becomes the key that others make of it', async () => {
    // By matrix-js-sdk 43.
    const key = await keyFromPassphrase('correct horse', { salt: 'salt of somebody', iterations: 1000, bits: 256 })
    assert.equal(Buffer.from(key).toString('hex'), '397bea05689f9c56efc01c9a5168ff2ef614d6ba09df32f03c25a30df4e3ab72')
  })

  test('is stretched with a salt of its own, and half a million rounds', () => {
    const [one, other] = [newPassphraseInfo(), newPassphraseInfo()]
    assert.notEqual(one.salt, other.salt)
    assert.ok(one.iterations >= 500_000)
    assert.deepEqual(readPassphraseInfo(writePassphraseInfo(one)), one)
  })

  test('is not used where its description makes no sense', () => {
    const good = { algorithm: 'm.pbkdf2', salt: 's', iterations: 10 }
    assert.deepEqual(readPassphraseInfo(good), { salt: 's', iterations: 10, bits: 256 })
    for (const bad of [
      {}, { ...good, algorithm: 'm.other' }, { ...good, salt: 7 }, { ...good, iterations: 0 }, { ...good, iterations: -1 },
      { ...good, iterations: 1.5 }, { ...good, iterations: '10' }, { ...good, bits: 128 }, { ...good, bits: 1e9 },
    ]) assert.equal(readPassphraseInfo(bad), undefined, JSON.stringify(bad))
  })

  test('does not keep this computer busy for as long as a server likes', () => {
    assert.throws(() => readPassphraseInfo({ algorithm: 'm.pbkdf2', salt: 's', iterations: 1e12 }), CryptoError)
  })
})
