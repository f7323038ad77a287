import { readFileSync } from 'node:fs'
import { link, open, rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { isRecord, ownNumber, ownRecord, ownString, type JsonRecord } from '../engine/base/json.ts'

/** A profile's key as its folder tells of it. Bytes are in base64 in the file. */
export type StoredKey =
  | { readonly kind: 'keychain'; readonly check: Buffer }
  | { readonly kind: 'passphrase'; readonly wrapped: WrappedKey }

/** A key under a passphrase: scrypt's parameters, and what AES-256-GCM makes of it. */
export type WrappedKey = {
  readonly N: number
  readonly r: number
  readonly p: number
  readonly salt: Buffer
  readonly nonce: Buffer
  readonly ciphertext: Buffer
  readonly tag: Buffer
}

export type ProfileFile = { readonly profileId: string; readonly key: StoredKey }

/** missing: there is no profile. newer: from a later version of the program. damaged: not to be understood, or not to be read. */
export type ProfileFileContent =
  | { readonly is: 'read'; readonly file: ProfileFile }
  | { readonly is: 'missing' | 'newer' | 'damaged'; readonly cause?: unknown }

const fileName = 'profile.json'
const version = 1

/** Reads `profile.json` in the profile's folder: a few lines, and the first thing that a start waits for. */
export function readProfileFile(dir: string): ProfileFileContent {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(dir, fileName), 'utf8'))
    return isRecord(parsed) ? understand(parsed) : { is: 'damaged' }
  } catch (cause) {
    return isCode(cause, 'ENOENT') ? { is: 'missing' } : { is: 'damaged', cause }
  }
}

/**
 * Writes `profile.json` where there is none, whole or not at all, and lasting; false when somebody else was quicker, whose file stays.
 * Rejects with the system's error, such as a full disk.
 */
export async function createProfileFile(dir: string, file: ProfileFile): Promise<boolean> {
  const draft = join(dir, `${fileName}.${randomBytes(6).toString('hex')}`)
  try {
    await writeDurably(draft, `${JSON.stringify(describe(file), null, 2)}\n`)
    // Unlike a rename, a link never replaces what is there.
    await link(draft, join(dir, fileName))
    await syncFolder(dir)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a new name in a folder outlive a power cut, where the system has such a thing. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function describe({ profileId, key }: ProfileFile): JsonRecord {
  if (key.kind === 'keychain') return { version, profileId, key: { kind: key.kind, check: key.check.toString('base64') } }
  const { N, r, p, salt, nonce, ciphertext, tag } = key.wrapped
  const bytes = Object.entries({ salt, nonce, ciphertext, tag }).map(([name, value]) => [name, value.toString('base64')])
  return { version, profileId, key: { kind: key.kind, kdf: 'scrypt', N, r, p, cipher: 'aes-256-gcm', ...Object.fromEntries(bytes) } }
}

function understand(record: JsonRecord): ProfileFileContent {
  const written = ownNumber(record, 'version')
  if (written !== undefined && written > version) return { is: 'newer' }
  const profileId = ownString(record, 'profileId')
  const key = readKey(ownRecord(record, 'key') ?? {})
  if (written !== version || profileId === undefined || !/^[0-9a-f]{32}$/.test(profileId) || key === undefined) return { is: 'damaged' }
  return { is: 'read', file: { profileId, key } }
}

function readKey(record: JsonRecord): StoredKey | undefined {
  const kind = ownString(record, 'kind')
  if (kind === 'keychain') {
    const check = readBytes(record, 'check', 32)
    return check && { kind, check }
  }
  const wrapped = kind === 'passphrase' ? readWrappedKey(record) : undefined
  return wrapped && { kind: 'passphrase', wrapped }
}

function readWrappedKey(record: JsonRecord): WrappedKey | undefined {
  if (ownString(record, 'kdf') !== 'scrypt' || ownString(record, 'cipher') !== 'aes-256-gcm') return undefined
  // Bounded: a damaged file must not ask for all the memory there is. scrypt needs 128 * N * r bytes.
  const N = readWithin(record, 'N', 2 ** 14, 2 ** 20)
  const r = readWithin(record, 'r', 1, 8)
  const p = readWithin(record, 'p', 1, 4)
  const salt = readBytes(record, 'salt', 16)
  const nonce = readBytes(record, 'nonce', 12)
  const ciphertext = readBytes(record, 'ciphertext', 32)
  const tag = readBytes(record, 'tag', 16)
  if (N === undefined || r === undefined || p === undefined || (N & (N - 1)) !== 0) return undefined
  if (salt === undefined || nonce === undefined || ciphertext === undefined || tag === undefined) return undefined
  return { N, r, p, salt, nonce, ciphertext, tag }
}

function readWithin(record: JsonRecord, key: string, least: number, most: number): number | undefined {
  const value = ownNumber(record, key)
  return value !== undefined && value >= least && value <= most ? value : undefined
}

function readBytes(record: JsonRecord, key: string, length: number): Buffer | undefined {
  const bytes = Buffer.from(ownString(record, key) ?? '', 'base64')
  return bytes.length === length ? bytes : undefined
}

const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code
