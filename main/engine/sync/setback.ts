import { backoffDelay } from '../base/backoff.ts'
import { HomeserverError } from '../matrix/errors.ts'
import { pauseBeforeRetry } from '../matrix/retry.ts'
import { StoreError } from '../store/store-error.ts'

/**
 * What to do about a round that failed. Only `sign-out` ends the loop: whatever else is wrong may be right later, and nothing was lost, as
 * the position stands where it stood.
 */
export type Setback =
  /** We broke it off ourselves, to ask something else. */
  | { readonly then: 'ask-again' }
  | (Trouble & (
    /** The server does not know the position: what it tells from the start is joined with what is stored. */
    | { readonly then: 'begin-anew' }
    | { readonly then: 'sign-out' }
    /** No homeserver there: `Connectivity` knows when to try. */
    | { readonly then: 'await-network' }
    | { readonly then: 'pause'; readonly as: 'offline' | 'stopped' }
  ))

/** `ms`: how long to leave it alone. `isFinalForNow`: whoever waits for an answer should not wait through this. */
type Trouble = { readonly reason: string; readonly ms: number; readonly isFinalForNow: boolean }

/** `attempt`: how many rounds failed before this one, one after another. */
export type Circumstances = { readonly hasPosition: boolean; readonly attempt: number; readonly random: () => number }

// A server that refuses for a reason of its own is not asked again at once.
const leastPauseMs = 30_000
const storePause = { baseMs: 5_000, capMs: 60_000 }
const leastStorePauseMs = 2_000

const positionIsToBlame: ReadonlySet<string> = new Set(['unknown-pos', 'bad-request'])

export function judge(error: unknown, { hasPosition, attempt, random }: Circumstances): Setback {
  if (!(error instanceof HomeserverError)) {
    const reason = error instanceof StoreError ? error.message : bug
    const ms = Math.max(leastStorePauseMs, backoffDelay(attempt, { ...storePause, random }))
    return { then: 'pause', as: 'stopped', reason, ms, isFinalForNow: true }
  }
  const { code, message: reason } = error
  const ms = pauseBeforeRetry(error, attempt, random)
  if (code === 'aborted') return { then: 'ask-again' }
  if (code === 'unknown-token') return { then: 'sign-out', reason, ms: 0, isFinalForNow: true }
  // `/sync` v2 has no error of its own for a position that a restored server never gave. The first time costs no wait.
  if (hasPosition && positionIsToBlame.has(code)) return { then: 'begin-anew', reason, ms: attempt === 0 ? 0 : ms, isFinalForNow: false }
  if (error.isUnreachable) return { then: 'await-network', reason, ms, isFinalForNow: true }
  if (code === 'rate-limited') return { then: 'pause', as: 'offline', reason, ms, isFinalForNow: false }
  return { then: 'pause', as: 'offline', reason, ms: error.isRetryable ? ms : Math.max(ms, leastPauseMs), isFinalForNow: true }
}

const bug = 'Something went wrong inside Causeway; it tries again by itself. Please report this.'
