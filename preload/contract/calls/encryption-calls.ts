import { boolean, bytes, list, nonEmptyText, object, oneOf, optional, text } from '../guard.ts'
import type { GuardsOf } from '../guards-of.ts'
import { isDeviceId, isUserId, type DeviceId, type UserId } from '../ids.ts'
import type { DeviceRow, EncryptionRow } from '../rows/encryption-row.ts'

type OfAccount = { readonly account: UserId }
type OfFlow = OfAccount & { readonly flowId: string }
type Done = Record<string, never>

/** Where a file of keys lies. As with attachments: a window never names paths, main replaces its token. */
export type KeyFileSource = { readonly from: 'path'; readonly path: string } | { readonly from: 'picked'; readonly fileId: string }

export type EncryptionCalls = {
  'encryption.status': { in: OfAccount; out: EncryptionRow }
  /** Creates the account's identity, or ends what was begun. Fails with `password-needed` when the server asks for the password. */
  'encryption.setUp': { in: OfAccount & { readonly password?: string }; out: Done }
  /**
   * A new identity, a new recovery key and a new backup in the place of those that are lost. Everybody sees the change, and other devices
   * have to be verified again.
   */
  'encryption.reset': { in: OfAccount & { readonly password?: string }; out: { readonly recoveryKey: string } }
  /** Tries everything that is not decrypted again. */
  'encryption.retry': { in: OfAccount; out: { readonly decrypted: number } }

  'recovery.status': { in: OfAccount; out: { readonly state: EncryptionRow['recovery'] } }
  /**
   * Puts the secrets into the account's secret storage under a new recovery key, which is told once, here; `passphrase` opens it as well.
   * Makes a backup where there is none. Refused with `bad-input` when there is one, unless `reset`.
   */
  'recovery.setUp': {
    in: OfAccount & { readonly passphrase?: string; readonly reset?: boolean; readonly password?: string }
    out: { readonly recoveryKey: string }
  }
  /** With the recovery key or its passphrase: secrets, this device's verification, and all keys of the backup. */
  'recovery.restore': { in: OfAccount & { readonly recoveryKey: string }; out: { readonly restored: number; readonly verified: boolean } }

  /** The standard file of keys (client-server API, "Key exports"). */
  'keys.export': { in: OfAccount & { readonly path: string; readonly passphrase: string }; out: { readonly keys: number } }
  'keys.import': { in: OfAccount & { readonly source: KeyFileSource; readonly passphrase: string }; out: { readonly keys: number } }

  'device.list': { in: OfAccount; out: readonly DeviceRow[] }
  'device.rename': { in: OfAccount & { readonly deviceId: DeviceId; readonly name: string }; out: Done }
  /** Ends other sessions of the account. Fails with `password-needed` when the server asks for the password. */
  'device.signOut': { in: OfAccount & { readonly deviceIds: readonly DeviceId[]; readonly password?: string }; out: Done }

  /** With one of our own devices, all of them (no device), or somebody else, in the direct chat with them. */
  'verification.request': { in: OfAccount & { readonly userId: UserId; readonly deviceId?: DeviceId }; out: { readonly flowId: string } }
  'verification.accept': { in: OfFlow; out: Done }
  'verification.startEmoji': { in: OfFlow; out: Done }
  /** Whether both sides show the same emoji; false cancels. */
  'verification.confirm': { in: OfFlow & { readonly matches: boolean }; out: Done }
  /** The bytes of the code on the other side's screen. */
  'verification.scan': { in: OfFlow & { readonly code: Uint8Array }; out: Done }
  /** Whether the other side says that it has scanned our code; false cancels. */
  'verification.confirmScanned': { in: OfFlow & { readonly matches: boolean }; out: Done }
  'verification.cancel': { in: OfFlow; out: Done }

  /** Takes somebody's new identity for theirs from now on, without having compared it. */
  'trust.accept': { in: OfAccount & { readonly userId: UserId }; out: Done }
}

const account = isUserId
const password = optional(text(4096))
const flowId = nonEmptyText(255)
const ofAccount = object<OfAccount>({ account })
const ofFlow = object<OfFlow>({ account, flowId })
const answered = object<OfFlow & { readonly matches: boolean }>({ account, flowId, matches: boolean })
const passphrase = nonEmptyText(4096)

const source = (value: unknown): value is KeyFileSource => fromPath(value) || fromPicked(value)
const fromPath = object<Extract<KeyFileSource, { from: 'path' }>>({ from: oneOf('path'), path: nonEmptyText(4096) })
const fromPicked = object<Extract<KeyFileSource, { from: 'picked' }>>({ from: oneOf('picked'), fileId: nonEmptyText(64) })

export const encryptionGuards: GuardsOf<EncryptionCalls> = {
  'encryption.status': ofAccount,
  'encryption.setUp': object<EncryptionCalls['encryption.setUp']['in']>({ account, password }),
  'encryption.reset': object<EncryptionCalls['encryption.reset']['in']>({ account, password }),
  'encryption.retry': ofAccount,
  'recovery.status': ofAccount,
  'recovery.setUp': object<EncryptionCalls['recovery.setUp']['in']>({
    account, passphrase: optional(passphrase), reset: optional(boolean), password,
  }),
  'recovery.restore': object<EncryptionCalls['recovery.restore']['in']>({ account, recoveryKey: nonEmptyText(4096) }),
  'keys.export': object<EncryptionCalls['keys.export']['in']>({ account, path: nonEmptyText(4096), passphrase }),
  'keys.import': object<EncryptionCalls['keys.import']['in']>({ account, source, passphrase }),
  'device.list': ofAccount,
  'device.rename': object<EncryptionCalls['device.rename']['in']>({ account, deviceId: isDeviceId, name: text(255) }),
  'device.signOut': object<EncryptionCalls['device.signOut']['in']>({ account, deviceIds: list(isDeviceId, 1000), password }),
  'verification.request': object<EncryptionCalls['verification.request']['in']>({
    account, userId: isUserId, deviceId: optional(isDeviceId),
  }),
  'verification.accept': ofFlow,
  'verification.startEmoji': ofFlow,
  'verification.confirm': answered,
  'verification.scan': object<EncryptionCalls['verification.scan']['in']>({ account, flowId, code: bytes(4096) }),
  'verification.confirmScanned': answered,
  'verification.cancel': ofFlow,
  'trust.accept': object<EncryptionCalls['trust.accept']['in']>({ account, userId: isUserId }),
}
