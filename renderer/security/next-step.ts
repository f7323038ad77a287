import type { EncryptionRow } from '../../preload/contract/index.ts'

/** The one thing that an account's encryption needs next. `none`: all is well. `unknown`: not enough is known yet to say. */
export type Step =
  | 'unknown' | 'none' | 'broken' | 'finish' | 'verify-device' | 'enter-recovery' | 'set-up-recovery' | 'renew-recovery'

/** What comes first is what the later steps stand on: keys that open, an identity, this device, recovery, the backup. */
export function nextStep(row: EncryptionRow | null): Step {
  if (row === null || row.state === 'starting') return 'unknown'
  if (row.state === 'failed') return 'broken'
  if (row.needsPassword || row.device === 'no-identity') return 'finish'
  if (row.device === 'unverified') return 'verify-device'
  if (row.recovery === 'incomplete') return 'enter-recovery'
  if (row.recovery === 'none') return 'set-up-recovery'
  if (row.backup === 'off') return 'enter-recovery'
  if (row.backup === 'untrusted' || (row.backup === 'none' && row.recovery === 'set-up')) return 'renew-recovery'
  return row.device === 'unknown' || row.recovery === 'unknown' || row.backup === 'unknown' ? 'unknown' : 'none'
}

/** The dialog that does a step; null for those that nothing can be done about. */
export function dialogOf(step: Step) {
  switch (step) {
    case 'finish': return 'finish-encryption'
    case 'verify-device': case 'enter-recovery': case 'set-up-recovery': case 'renew-recovery': return step
    case 'unknown': case 'none': case 'broken': return null
  }
}
