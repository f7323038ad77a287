import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { isSame } from '../is-same.ts'

// Client-server API, "m.secret_storage.v1.aes-hmac-sha2": AES-256-CTR and HMAC-SHA-256, with keys that HKDF makes of the storage key and
// the secret's name, so that no secret can be given out as another.

/** A secret as it lies in the account's data; each part in base64. */
export type SealedSecret = { readonly iv: string; readonly ciphertext: string; readonly mac: string }

export function sealSecret(key: Uint8Array, name: string, secret: string): SealedSecret {
  return seal(key, name, Buffer.from(secret, 'utf8'), newVector())
}

/** Undefined when the key is another one, or when somebody changed something. */
export function openSecret(key: Uint8Array, name: string, { iv, ciphertext, mac }: SealedSecret): string | undefined {
  const { aesKey, macKey } = keysFor(key, name)
  const sealed = Buffer.from(ciphertext, 'base64')
  const vector = Buffer.from(iv, 'base64')
  if (vector.length !== vectorBytes || !isSame(Buffer.from(mac, 'base64'), macOf(macKey, sealed))) return undefined
  const decipher = createDecipheriv('aes-256-ctr', aesKey, vector)
  return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8')
}

/** What a storage key is known again by, without giving it away: 32 zero bytes, sealed without a name. */
export type KeyCheck = Pick<SealedSecret, 'iv' | 'mac'>

export function checkOf(key: Uint8Array, iv: Uint8Array = newVector()): KeyCheck {
  const { iv: vector, mac } = seal(key, '', new Uint8Array(32), iv)
  return { iv: vector, mac }
}

export function passesCheck(key: Uint8Array, { iv, mac }: KeyCheck): boolean {
  const vector = Buffer.from(iv, 'base64')
  if (vector.length !== vectorBytes) return false
  return isSame(Buffer.from(mac, 'base64'), Buffer.from(checkOf(key, vector).mac, 'base64'))
}

const vectorBytes = 16

/** Bit 63 is cleared: some implementations of counter mode count in 64 bits, and would overflow elsewhere than others do. */
function newVector(): Buffer {
  const vector = randomBytes(vectorBytes)
  vector[8] = (vector[8] ?? 0) & 0x7f
  return vector
}

function seal(key: Uint8Array, name: string, plain: Uint8Array, iv: Uint8Array): SealedSecret {
  const { aesKey, macKey } = keysFor(key, name)
  const cipher = createCipheriv('aes-256-ctr', aesKey, iv)
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return { iv: unpadded(iv), ciphertext: unpadded(sealed), mac: unpadded(macOf(macKey, sealed)) }
}

function keysFor(key: Uint8Array, name: string): { readonly aesKey: Buffer; readonly macKey: Buffer } {
  const derived = Buffer.from(hkdfSync('sha256', key, new Uint8Array(32), name, 64))
  return { aesKey: derived.subarray(0, 32), macKey: derived.subarray(32) }
}

const macOf = (key: Uint8Array, sealed: Uint8Array): Buffer => createHmac('sha256', key).update(sealed).digest()

const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')
