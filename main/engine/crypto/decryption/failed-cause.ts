import type { EncryptionRow, UndecryptedCause } from '../../../../preload/contract/rows/encryption-row.ts'
import type { CryptoWasm } from '../machine/wasm.ts'

/** What has to be known beside the machine's answer to say why. */
export type Circumstances = {
  /** By the sender's server, milliseconds since the epoch. */
  readonly ts: number
  /** The server says that we were not in the room then (MSC4115). */
  readonly wasAway: boolean
  /** When this device came to be, milliseconds since the epoch. */
  readonly deviceSince: number
  readonly backup: EncryptionRow['backup']
}

/** Why the machine did not decrypt an event. `error` is whatever it rejected with. */
export function causeOf(wasm: CryptoWasm, error: unknown, circumstances: Circumstances): UndecryptedCause {
  const Code = wasm.DecryptionErrorCode
  if (!(error instanceof wasm.MegolmDecryptionError)) return 'malformed'
  switch (error.code) {
    case Code.MissingRoomKey:
      return withheldCause(error.withheldCode) ?? missingCause(circumstances)
    case Code.UnknownMessageIndex:
      return withheldCause(error.withheldCode) ?? 'old-index'
    case Code.MismatchedIdentityKeys:
    case Code.MismatchedSender:
      return 'forged'
    case Code.UnknownSenderDevice:
      return 'unknown-device'
    case Code.UnsignedSenderDevice:
      return 'unsigned-device'
    case Code.SenderIdentityVerificationViolation:
      return 'identity-changed'
    default:
      return defectOf(error.description)
  }
}

/** Where there is no key for it. */
export function missingCause({ ts, wasAway, deviceSince, backup }: Circumstances): UndecryptedCause {
  if (wasAway) return 'before-joining'
  if (ts >= deviceSince) return 'no-key'
  return backup === 'off' ? 'in-backup' : backup === 'unknown' ? 'no-key' : 'before-joining'
}

/** By the codes of m.room_key.withheld; null where a key may come all the same. */
function withheldCause(code: string | undefined): UndecryptedCause | null {
  switch (code) {
    case 'm.unverified':
      return 'withheld-unverified'
    case 'm.blacklisted':
    case 'm.unauthorised':
      return 'withheld'
    case 'm.history_not_shared':
    case 'io.element.msc4268.history_not_shared':
      return 'before-joining'
    default:
      return null
  }
}

/** The machine has no code for these. What is none of them is the crypto store's failure, and may be better the next time. */
function defectOf(description: string): UndecryptedCause {
  if (/line \d+ column|missing field|unsupported/iu.test(description)) return 'malformed'
  if (/signature|\bMAC\b|padding/u.test(description)) return 'altered'
  if (/room/iu.test(description)) return 'forged'
  return 'not-ready'
}
