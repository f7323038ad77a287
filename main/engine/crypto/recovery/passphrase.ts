import { pbkdf2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { ownNumber, ownString, type JsonRecord } from '../../base/json.ts'
import { CryptoError } from '../crypto-error.ts'

// Client-server API, "Deriving keys from passphrases".

/** How a storage key comes of a passphrase. */
export type PassphraseInfo = { readonly salt: string; readonly iterations: number; readonly bits: number }

const algorithm = 'm.pbkdf2'
const usualIterations = 500_000
/** Half a minute here. More would be a server that wants us busy. */
const mostIterations = 20_000_000

/** For a new passphrase. */
export const newPassphraseInfo = (): PassphraseInfo => ({ salt: randomBytes(24).toString('base64url'), iterations: usualIterations, bits: 256 })

/** Takes a second of another thread's time on purpose. */
export async function keyFromPassphrase(passphrase: string, { salt, iterations, bits }: PassphraseInfo): Promise<Uint8Array> {
  return promisify(pbkdf2)(passphrase, salt, iterations, bits / 8, 'sha512')
}

export const writePassphraseInfo = ({ salt, iterations, bits }: PassphraseInfo): JsonRecord => ({ algorithm, salt, iterations, bits })

/** Undefined when there is none that can be used. Throws `unsupported` for one that would keep this computer busy for hours. */
export function readPassphraseInfo(info: JsonRecord): PassphraseInfo | undefined {
  const [salt, iterations, bits] = [ownString(info, 'salt'), ownNumber(info, 'iterations'), ownNumber(info, 'bits') ?? 256]
  if (ownString(info, 'algorithm') !== algorithm || salt === undefined || iterations === undefined || iterations < 1 || bits !== 256) return undefined
  if (iterations > mostIterations) {
    throw new CryptoError('unsupported', 'This recovery cannot be opened with a passphrase here: use its recovery key.')
  }
  return { salt, iterations, bits }
}
