import { createCipheriv, createDecipheriv, createHmac, pbkdf2, randomBytes, type Cipheriv, type Decipheriv, type Hmac } from 'node:crypto'
import { promisify } from 'node:util'

// Client-server API, "Key exports": a byte with the version, salt, vector, rounds, the keys by AES-256-CTR, and HMAC-SHA-256 over all of it.

/** What stands before the keys. */
export type KeyFileHead = { readonly salt: Uint8Array; readonly iv: Uint8Array; readonly rounds: number }

const version = 0x01
/** Bytes of the version, salt, vector and rounds. */
export const headBytes = 1 + 16 + 16 + 4
export const macBytes = 32

/** As many as other programs take; a second of another thread's time. */
export function newHead(): KeyFileHead {
  const iv = randomBytes(16)
  // Bit 63: some implementations of counter mode count in 64 bits.
  iv[8] = (iv[8] ?? 0) & 0x7f
  return { salt: randomBytes(16), iv, rounds: 500_000 }
}

export function writeHead({ salt, iv, rounds }: KeyFileHead): Uint8Array {
  const count = Buffer.alloc(4)
  count.writeUInt32BE(rounds)
  return Buffer.concat([Uint8Array.of(version), salt, iv, count])
}

/** Undefined for another version, or none. */
export function readHead(bytes: Uint8Array): KeyFileHead | undefined {
  if (bytes.length < headBytes || bytes[0] !== version) return undefined
  const head = Buffer.from(bytes.subarray(0, headBytes))
  return { salt: head.subarray(1, 17), iv: head.subarray(17, 33), rounds: head.readUInt32BE(33) }
}

/** What a passphrase becomes for one file. */
export type KeyFileKeys = { readonly aesKey: Uint8Array; readonly macKey: Uint8Array }

export async function stretch(passphrase: string, { salt, rounds }: KeyFileHead): Promise<KeyFileKeys> {
  const derived = await promisify(pbkdf2)(passphrase, salt, rounds, 64, 'sha512')
  return { aesKey: derived.subarray(0, 32), macKey: derived.subarray(32) }
}

export const sealing = ({ aesKey }: KeyFileKeys, { iv }: KeyFileHead): Cipheriv => createCipheriv('aes-256-ctr', aesKey, iv)
export const opening = ({ aesKey }: KeyFileKeys, { iv }: KeyFileHead): Decipheriv => createDecipheriv('aes-256-ctr', aesKey, iv)
export const authenticating = ({ macKey }: KeyFileKeys): Hmac => createHmac('sha256', macKey)
