import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import type { WrappedKey } from './profile-file.ts'

// 128 MB of memory and about half a second: dear for whoever tries many passphrases, bearable for who knows the right one.
const cost = { N: 2 ** 17, r: 8, p: 1 }

/** Locks `key` with a passphrase, for the profile `profileId` alone. */
export async function wrapKey(key: Uint8Array, passphrase: string, profileId: string): Promise<WrappedKey> {
  const salt = randomBytes(16)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', await stretch(passphrase, { ...cost, salt }), nonce)
  cipher.setAAD(Buffer.from(profileId))
  const ciphertext = Buffer.concat([cipher.update(key), cipher.final()])
  return { ...cost, salt, nonce, ciphertext, tag: cipher.getAuthTag() }
}

/** The key, or undefined when the passphrase is wrong. */
export async function unwrapKey(wrapped: WrappedKey, passphrase: string, profileId: string): Promise<Uint8Array | undefined> {
  const decipher = createDecipheriv('aes-256-gcm', await stretch(passphrase, wrapped), wrapped.nonce)
  decipher.setAAD(Buffer.from(profileId)).setAuthTag(wrapped.tag)
  const key = decipher.update(wrapped.ciphertext)
  try {
    decipher.final()
    return new Uint8Array(key)
  } catch {
    // The tag does not fit. Damage to the file looks the same, and nobody can tell the two apart.
    return undefined
  }
}

function stretch(passphrase: string, { N, r, p, salt }: Pick<WrappedKey, 'N' | 'r' | 'p' | 'salt'>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Normalised, as keyboards differ in how they write the same letter.
    scrypt(passphrase.normalize('NFC'), salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}
