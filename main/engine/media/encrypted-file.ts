import { createHash } from 'node:crypto'
import { isContentUri, type ContentUri } from '../../../preload/contract/ids.ts'
import { isRecord, ownRecord, ownString, type JsonRecord } from '../base/json.ts'
import type { FileSecret } from './file-cipher.ts'
import { MediaError } from './media-error.ts'
import { isOutgoing } from './outgoing.ts'

/** Where an encrypted file lies, what opens it, and what its ciphertext is (client-server API, "Sending encrypted attachments", v2). */
export type EncryptedFile = FileSecret & {
  readonly url: ContentUri
  /** SHA-256 of the ciphertext, 32 bytes. */
  readonly sha256: Uint8Array
}

/** Reads the `EncryptedFile` object of an event. Throws `MediaError` that says what is wrong with it. */
export function readEncryptedFile(value: unknown): EncryptedFile {
  if (!isRecord(value)) throw flaw('it does not say how it is encrypted')
  const version = ownString(value, 'v')
  if (version !== 'v2') throw flaw(`it is encrypted in a form that this version does not know (${version === undefined ? 'unnamed' : shown(version)})`)
  const url = ownString(value, 'url')
  if (!isContentUri(url) || isOutgoing(url)) throw flaw('it does not say where it is')
  const key = ownRecord(value, 'key') ?? {}
  if (ownString(key, 'kty') !== 'oct' || ownString(key, 'alg') !== 'A256CTR') throw flaw('its key is of a kind that this version does not know')
  return {
    url,
    key: readBytes(key, 'k', 32) ?? fail('its key is malformed'),
    iv: readBytes(value, 'iv', 16) ?? fail('its initialisation vector is malformed'),
    sha256: readBytes(ownRecord(value, 'hashes') ?? {}, 'sha256', 32) ?? fail('the hash by which it can be checked is missing'),
  }
}

/** As `readEncryptedFile`; null for whatever that refuses. */
export function encryptedFileOf(value: unknown): EncryptedFile | null {
  try {
    return readEncryptedFile(value)
  } catch (error) {
    if (error instanceof MediaError) return null
    throw error
  }
}

/** The object as it stands in an event. */
export function encryptedFileJson({ url, key, iv, sha256 }: EncryptedFile): JsonRecord {
  return {
    v: 'v2',
    url,
    key: { kty: 'oct', key_ops: ['encrypt', 'decrypt'], alg: 'A256CTR', k: Buffer.from(key).toString('base64url'), ext: true },
    iv: unpadded(iv),
    hashes: { sha256: unpadded(sha256) },
  }
}

/**
 * Stands for this file opened with this key, and tells nothing of the key. What was decrypted is kept and addressed by it, so that an event
 * which names another's address with a key of its own neither reads nor spoils what the right key opened.
 */
export function tagOf({ url, key, iv, sha256 }: EncryptedFile): string {
  return createHash('sha256').update(key).update(iv).update(sha256).update(url).digest('base64url')
}

/** Base64 as the specification has it, without padding; that and the alphabet for URLs are mixed up by enough clients to take either. */
function readBytes(record: JsonRecord, name: string, length: number): Uint8Array | undefined {
  const text = ownString(record, name)
  if (text === undefined || text.length > 64 || !/^[0-9A-Za-z+/_-]+={0,2}$/u.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.byteLength === length ? new Uint8Array(bytes) : undefined
}

const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/u, '')

const shown = (version: string): string => /^[\w.-]{1,20}$/u.test(version) ? version : 'unreadable'

const flaw = (what: string): MediaError => new MediaError('unreadable', `This file cannot be opened: ${what}.`)

function fail(what: string): never {
  throw flaw(what)
}
