import type { BackupVersion } from '../../matrix/room-keys.ts'

/**
 * How the account's backup of keys stands for this device; see `EncryptionRow.backup`. `reason`: why a backup is not used, in one sentence.
 * `takesKeys`: this device puts its keys into it; it can do so for one whose key it does not have, when somebody whom it trusts signed it.
 */
export type BackupState =
  | { readonly is: 'unknown' | 'none'; readonly backup: null; readonly reason: null; readonly takesKeys: false }
  | { readonly is: 'off' | 'on'; readonly backup: BackupVersion; readonly reason: null; readonly takesKeys: boolean }
  | { readonly is: 'untrusted'; readonly backup: BackupVersion; readonly reason: string; readonly takesKeys: false }

export const unknownBackup: BackupState = { is: 'unknown', backup: null, reason: null, takesKeys: false }
export const noBackup: BackupState = { is: 'none', backup: null, reason: null, takesKeys: false }
