import type { EncryptionRow, UserId } from '../../../../preload/contract/index.ts'

/** An account whose encryption is as it should be, but for what is given. */
export const encryptionRow = (given: Partial<EncryptionRow> = {}): EncryptionRow => ({
  key: '@mira:example.org' as UserId, state: 'ready', reason: null, device: 'verified', needsPassword: false, recovery: 'set-up', backup: 'on',
  backedUp: { done: 3, total: 3 }, work: null, undecrypted: 0, ...given,
})
