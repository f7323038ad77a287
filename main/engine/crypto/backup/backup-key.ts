import type { BackupDecryptionKey } from '@matrix-org/matrix-sdk-crypto-wasm'
import { isRecord, ownRecord, ownString, parseJson, type JsonRecord } from '../../base/json.ts'
import type { BackupVersion } from '../../matrix/room-keys.ts'
import type { CryptoWasm } from '../machine/wasm.ts'
import type { BackedUpSession } from './read-sessions.ts'

export const backupAlgorithm = 'm.megolm_backup.v1.curve25519-aes-sha2'

/** Undefined for what is no key. */
export function readBackupKey(wasm: CryptoWasm, base64: string): BackupDecryptionKey | undefined {
  try {
    return wasm.BackupDecryptionKey.fromBase64(base64.replace(/=+$/, ''))
  } catch {
    return undefined
  }
}

/** Whether what is in the backup was encrypted for this key. */
export function opensBackup(key: BackupDecryptionKey, { algorithm, authData }: BackupVersion): boolean {
  return algorithm === backupAlgorithm && key.megolmV1PublicKey.publicKeyBase64 === publicKeyOf(authData)
}

/** In unpadded base64. */
export const publicKeyOf = (authData: JsonRecord): string | undefined => ownString(authData, 'public_key')?.replace(/=+$/, '')

/** The session's key; undefined when it cannot be opened, or is none: somebody changed it. */
export function openSession(key: BackupDecryptionKey, { data }: Pick<BackedUpSession, 'data'>): JsonRecord | undefined {
  const sealed = data === null ? undefined : ownRecord(data, 'session_data')
  const [ephemeral, mac, ciphertext] = ['ephemeral', 'mac', 'ciphertext'].map((name) => sealed && ownString(sealed, name))
  if (ephemeral === undefined || mac === undefined || ciphertext === undefined) return undefined
  try {
    const session = parseJson(key.decryptV1(ephemeral, mac, ciphertext))
    return isRecord(session) ? session : undefined
  } catch {
    return undefined
  }
}
