import type { VerificationState } from '../../../../preload/contract/rows/encryption-row.ts'

/** What the machine says of one verification: of the request, and of the method that grew out of it. */
export type VerificationFacts = {
  readonly phase: 'created' | 'requested' | 'ready' | 'transitioned' | 'done' | 'cancelled'
  readonly weStarted: boolean
  /** Another device of ours answered; it goes on there. */
  readonly isElsewhere: boolean
  readonly sas: { readonly isShown: boolean; readonly isConfirmed: boolean; readonly end: 'done' | 'cancelled' | null } | null
  /** created: our code can be scanned. scanned: it was. reciprocated: we scanned theirs. */
  readonly qr: 'created' | 'scanned' | 'confirmed' | 'reciprocated' | 'done' | 'cancelled' | null
}

/**
 * Where a verification stands, for who looks at it. The other side's word that it is done counts for nothing here: only the emoji or the code
 * end well, because a `m.key.verification.done` can be made up by whoever carries the messages.
 */
export function stateOf({ phase, weStarted, isElsewhere, sas, qr }: VerificationFacts): VerificationState {
  if (isElsewhere || phase === 'cancelled' || sas?.end === 'cancelled' || qr === 'cancelled') return 'cancelled'
  if (sas !== null) return stateOfEmoji(sas)
  if (qr !== null && qr !== 'created') return stateOfCode(qr)
  switch (phase) {
    case 'created': return 'waiting'
    case 'requested': return weStarted ? 'waiting' : 'asked'
    case 'ready':
    case 'transitioned': return 'ready'
    // Done without a method: nothing was compared.
    case 'done': return 'cancelled'
  }
}

function stateOfEmoji({ isShown, isConfirmed, end }: NonNullable<VerificationFacts['sas']>): VerificationState {
  if (end === 'done') return 'done'
  if (isConfirmed) return 'confirmed'
  return isShown ? 'emoji' : 'waiting'
}

function stateOfCode(qr: 'scanned' | 'confirmed' | 'reciprocated' | 'done' | 'cancelled'): VerificationState {
  switch (qr) {
    case 'scanned': return 'scanned'
    case 'confirmed': return 'confirmed'
    case 'reciprocated': return 'waiting'
    case 'done': return 'done'
    case 'cancelled': return 'cancelled'
  }
}

export const isOver = (state: VerificationState): boolean => state === 'done' || state === 'cancelled'
