import type { UserId } from '../../../preload/contract/ids.ts'
import type { EncryptionRow } from '../../../preload/contract/rows/encryption-row.ts'
import type { Encryption } from './encryption.ts'

/** How an account's encryption stands, as it is shown. `undecrypted`: how many messages here are not decrypted. */
export function encryptionRow(userId: UserId, encryption: Encryption, undecrypted: number): EncryptionRow {
  const { machine, failure, identity, recovery, backup, upkeep, work } = encryption
  return {
    key: userId,
    state: machine !== undefined ? 'ready' : failure !== undefined ? 'failed' : 'starting',
    reason: machine === undefined && failure !== undefined ? failure.message : backup.state.reason,
    device: upkeep.device,
    needsPassword: identity.needsPassword,
    recovery: recovery.state,
    backup: backup.state.is,
    backedUp: backup.backedUp,
    work,
    undecrypted,
  }
}
