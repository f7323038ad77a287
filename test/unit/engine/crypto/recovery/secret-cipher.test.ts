import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkOf, openSecret, passesCheck, sealSecret } from '../../../../../main/engine/crypto/recovery/secret-cipher.ts'

// What another implementation (matrix-js-sdk 43) made of this key, name and vector.
const key = Uint8Array.from({ length: 32 }, (_, at) => (at * 7) & 255)
const name = 'm.megolm_backup.v1'
const secret = 'a secret of umlauts: äöü'
const sealed = {
  iv: 'ABEiM0RVZneImaq7zN3u/w==', ciphertext: 'HSLNcuIfuW0jaPNf7/yus7r227aI8RzgfYZd', mac: 'hEybovVX61xRmG41lhROFk6LJ6P60n+doYFs527lsrA=',
}
const check = { iv: 'ABEiM0RVZneImaq7zN3u/w==', mac: 'cx9Au/hum9KilKLVBzsQFzqg44/BZRJ+05OIEh/L/FA=' }

const changed = (base64: string): string => (base64.startsWith('A') ? 'B' : 'A') + base64.slice(1)

describe('a secret of secret storage', () => {
  test('that another program has sealed is opened', () => {
    assert.equal(openSecret(key, name, sealed), secret)
  })

  test('is opened again, with padding and without', () => {
    const ours = sealSecret(key, name, secret)
    assert.equal(openSecret(key, name, ours), secret)
    const padded = Object.fromEntries(Object.entries(ours).map(([part, base64]) => [part, Buffer.from(base64, 'base64').toString('base64')]))
    assert.equal(openSecret(key, name, { ...ours, ...padded }), secret)
    assert.ok(Object.values(ours).every((base64) => !base64.includes('=')))
  })

  test('never looks the same twice, and leaves bit 63 of its vector clear', () => {
    const vectors = Array.from({ length: 64 }, () => sealSecret(key, name, secret).iv)
    assert.equal(new Set(vectors).size, 64)
    assert.ok(vectors.every((iv) => ((Buffer.from(iv, 'base64')[8] ?? 255) & 0x80) === 0))
  })

  test('is not opened by another key, under another name, or when any part was changed', () => {
    assert.equal(openSecret(key.map((byte) => byte ^ 1), name, sealed), undefined)
    assert.equal(openSecret(key, 'm.cross_signing.master', sealed), undefined)
    assert.equal(openSecret(key, name, { ...sealed, ciphertext: changed(sealed.ciphertext) }), undefined)
    assert.equal(openSecret(key, name, { ...sealed, mac: changed(sealed.mac) }), undefined)
    assert.equal(openSecret(key, name, { ...sealed, mac: '' }), undefined)
    for (const iv of ['', 'AAAA', 'no base64 !']) assert.equal(openSecret(key, name, { ...sealed, iv }), undefined)
  })
})

describe('the check of a storage key', () => {
  test('is the one that another program makes of it', () => {
    assert.equal(checkOf(key, Buffer.from(check.iv, 'base64')).mac, check.mac.replace('=', ''))
    assert.ok(passesCheck(key, check))
  })

  test('is passed by that key alone', () => {
    assert.ok(passesCheck(key, checkOf(key)))
    assert.ok(!passesCheck(key.map((byte) => byte ^ 1), check))
    assert.ok(!passesCheck(key, { ...check, mac: '' }))
    assert.ok(!passesCheck(key, { ...check, iv: '' }))
  })
})
