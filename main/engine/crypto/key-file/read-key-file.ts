import { CryptoError } from '../crypto-error.ts'
import { isSame } from '../is-same.ts'
import { JsonItems } from '../json-items.ts'
import { unarmour } from './armour.ts'
import { authenticating, headBytes, macBytes, opening, readHead, stretch, type KeyFileHead, type KeyFileKeys } from './key-cipher.ts'

/** Opens the file's text anew; it is read twice. */
export type OpenText = () => AsyncIterable<string>

/** A file whose passphrase is right, and in which nothing was changed. */
export type OpenedKeyFile = { readonly total: number; readonly keys: () => AsyncIterable<string | null> }

const mostRounds = 20_000_000
const longestKey = 64 * 1024

/**
 * Proves the passphrase and the whole of the file, before anything in it is believed; then gives the keys one at a time, each as JSON text,
 * null for one that is larger than any key is. Throws `damaged` for what is no such file, `wrong-key` for another passphrase.
 */
export async function openKeyFile(open: OpenText, passphrase: string): Promise<OpenedKeyFile> {
  const { head, secrets } = await begin(open, passphrase)
  const hmac = authenticating(secrets)
  let total = 0
  const counted = items()
  const decipher = opening(secrets, head)
  const decoder = new TextDecoder()
  const mac = await eachPiece(open, (piece, isHead) => {
    hmac.update(piece)
    if (!isHead) for (const _item of counted.take(decoder.decode(decipher.update(piece), { stream: true }))) total += 1
  })
  if (!isSame(hmac.digest(), mac)) {
    throw new CryptoError('wrong-key', 'The passphrase is not that of this file, or the file was changed: check the passphrase.')
  }
  if (!counted.isWhole) throw new CryptoError('damaged', 'There is no list of keys in this file: it was made by a faulty program.')
  return { total, keys: () => readKeys(open, head, secrets) }
}

async function begin(open: OpenText, passphrase: string): Promise<{ readonly head: KeyFileHead; readonly secrets: KeyFileKeys }> {
  let start = Buffer.alloc(0)
  for await (const piece of unarmour(open())) {
    start = Buffer.concat([start, piece])
    if (start.length >= headBytes) break
  }
  const head = readHead(start)
  if (head === undefined) throw new CryptoError('damaged', 'This is no file of keys that this version knows: look for another copy, or an update.')
  if (head.rounds < 1 || head.rounds > mostRounds) throw new CryptoError('unsupported', 'This file of keys is locked in a way that would take hours to open.')
  return { head, secrets: await stretch(passphrase, head) }
}

async function* readKeys(open: OpenText, head: KeyFileHead, secrets: KeyFileKeys): AsyncGenerator<string | null, void, undefined> {
  const decipher = opening(secrets, head)
  const decoder = new TextDecoder()
  const found = items()
  for await (const { bytes, isHead } of split(open, () => undefined)) {
    if (isHead) continue
    for (const { text } of found.take(decoder.decode(decipher.update(bytes), { stream: true }))) yield text
  }
}

const items = (): JsonItems => new JsonItems({ depth: 1, longest: longestKey, isItem: () => true })

async function eachPiece(open: OpenText, take: (piece: Uint8Array, isHead: boolean) => void): Promise<Uint8Array> {
  let mac: Uint8Array = new Uint8Array()
  for await (const { bytes, isHead } of split(open, (end) => { mac = end })) take(bytes, isHead)
  return mac
}

/** The head, then what is sealed; the MAC at the end is told apart. */
async function* split(
  open: OpenText, onMac: (mac: Uint8Array) => void,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly isHead: boolean }, void, undefined> {
  let rest = Buffer.alloc(0)
  let isHead = true
  for await (const piece of unarmour(open())) {
    rest = Buffer.concat([rest, piece])
    if (isHead && rest.length >= headBytes) {
      yield { bytes: rest.subarray(0, headBytes), isHead }
      rest = rest.subarray(headBytes)
      isHead = false
    }
    if (!isHead && rest.length > macBytes) {
      yield { bytes: rest.subarray(0, rest.length - macBytes), isHead }
      rest = rest.subarray(rest.length - macBytes)
    }
  }
  if (isHead || rest.length < macBytes) throw new CryptoError('damaged', 'The file of keys is too short to be one: look for another copy.')
  onMac(rest)
}
