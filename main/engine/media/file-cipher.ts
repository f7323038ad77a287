/**
 * Files are encrypted and decrypted on their way, piece by piece (client-server API, "Sending encrypted attachments"): AES-256 in counter
 * mode, with a SHA-256 hash of the ciphertext by which a change on the way is found. Only Node's own primitives are used.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { MediaError } from './media-error.ts'

/** `key`: 32 bytes. `iv`: the counter's first value, 16 bytes. One pair is for the bytes of one file and never for any others. */
export type FileSecret = { readonly key: Uint8Array; readonly iv: Uint8Array }

const algorithm = 'aes-256-ctr'

/** The lower half of the counter begins at zero: it can never run over, on which implementations differ. */
export function newFileSecret(): FileSecret {
  const iv = new Uint8Array(16)
  iv.set(randomBytes(8))
  return { key: new Uint8Array(randomBytes(32)), iv }
}

/** The ciphertext of `source`, as long as the source. `onEnd` gets its SHA-256 once all of it was taken. */
export async function* encrypted(
  source: AsyncIterable<Uint8Array>, { key, iv }: FileSecret, onEnd: (sha256: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const cipher = createCipheriv(algorithm, key, iv)
  const hash = createHash('sha256')
  for await (const piece of source) {
    const ciphertext = cipher.update(piece)
    hash.update(ciphertext)
    yield ciphertext
  }
  onEnd(new Uint8Array(hash.digest()))
}

/**
 * What `source` was before it was encrypted. Ends with a `MediaError` of the code `altered` when the ciphertext is not the one of the hash:
 * nothing that it gave may be used before it has ended without one.
 */
export async function* decrypted(
  source: AsyncIterable<Uint8Array>, { key, iv, sha256 }: FileSecret & { readonly sha256: Uint8Array },
): AsyncGenerator<Uint8Array> {
  const decipher = createDecipheriv(algorithm, key, iv)
  const hash = createHash('sha256')
  for await (const piece of source) {
    hash.update(piece)
    yield decipher.update(piece)
  }
  if (!timingSafeEqual(hash.digest(), sha256)) {
    throw new MediaError('altered', 'This file was changed on its way, so it was not opened. Ask its sender to send it again.')
  }
}
