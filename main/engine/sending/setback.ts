import { CryptoError } from '../crypto/crypto-error.ts'
import { HomeserverError } from '../matrix/errors.ts'
import { pauseFor } from '../matrix/retry.ts'
import { isDamage } from '../store/store-error.ts'
import { Refusal } from './transmitter.ts'

/**
 * What to do about an operation whose attempt failed.
 * `later`: the same again after `delayMs`. `online`: the same again once the server can be reached. `sign-in`: once there is a session
 * again. `refused`: never by itself. `stopped`: we broke it off ourselves.
 */
export type Setback =
  | { readonly then: 'later'; readonly delayMs: number; readonly code: string; readonly reason: string }
  | { readonly then: 'online' | 'sign-in'; readonly code: string; readonly reason: string }
  | { readonly then: 'refused'; readonly code: string; readonly reason: string }
  | { readonly then: 'stopped' }

const baseMs = 1_000
const capMs = 60_000
// Full jitter, and some servers, say "at once".
const leastMs = 200

// Refusals that pass when somebody else does something: they wait, with long pauses, and say why.
const passing: ReadonlySet<string> = new Set(['user-locked', 'limit-reached', 'consent-needed'])

const damagedReason = 'The keys on this computer are damaged. Nothing was changed; keep the profile folder and report this.'

/** Codes of what waits until somebody settles or mends something: time alone does not send it. */
export const waitsForPerson: ReadonlySet<string> = new Set(['forbidden', 'damaged'])

/** `attempt`: how often it was tried before, 0 for the first time. */
export function setbackOf(error: unknown, attempt: number, random: () => number): Setback {
  if (error instanceof Refusal) return { then: 'refused', code: error.code, reason: error.message }
  // Somebody has to settle something; the message waits, and says for what.
  if (error instanceof CryptoError) return { then: 'later', delayMs: capMs, code: error.code, reason: error.message }
  if (isDamage(error)) return { then: 'later', delayMs: capMs, code: 'damaged', reason: damagedReason }
  if (!(error instanceof HomeserverError)) {
    return { then: 'refused', code: 'bug', reason: 'Causeway failed to send this: try again, and report it if it stays so.' }
  }
  const { code, message: reason } = error
  if (code === 'aborted') return { then: 'stopped' }
  if (code === 'offline') return { then: 'online', code, reason }
  if (code === 'unknown-token') return { then: 'sign-in', code: 'signed-out', reason }
  if (error.isRetryable || passing.has(code)) {
    const delayMs = Math.max(leastMs, pauseFor(error, attempt, { baseMs, capMs, random }))
    return { then: 'later', delayMs, code, reason }
  }
  return { then: 'refused', code, reason }
}
