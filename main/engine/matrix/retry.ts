import { backoffDelay, type Backoff } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import { HomeserverError } from './errors.ts'

export type RetryOptions = {
  readonly clock: Clock
  readonly random: () => number
  /** How often in all; the last failure is thrown. */
  readonly attempts: number
  readonly signal?: AbortSignal
}

const usual = { baseMs: 1_000, capMs: 30_000 }
// A server that says "at once" again and again is not believed for ever.
const haste = { firstMs: 200, capMs: 10_000 }

/** How long to leave the server alone before attempt `attempt` (0 for the first retry): as long as it asks for, or a jittered back-off. */
export function pauseBeforeRetry(error: HomeserverError, attempt: number, random: () => number): number {
  return pauseFor(error, attempt, { ...usual, random })
}

/** As long as the server asks for, if it is a server's error and it asks for something; `own` otherwise. */
export function pauseFor(error: unknown, attempt: number, own: Backoff): number {
  const asked = error instanceof HomeserverError ? error.retryAfterMs : undefined
  if (asked === undefined) return backoffDelay(attempt, own)
  return attempt === 0 ? asked : Math.max(asked, Math.min(haste.capMs, haste.firstMs * 2 ** (attempt - 1)))
}

/** Runs `job` until it succeeds, fails for good, or has failed `attempts` times. For questions; what the user did goes by the outbox. */
export async function withRetries<T>(job: () => Promise<T>, { clock, random, attempts, signal }: RetryOptions): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await job()
    } catch (error) {
      if (!(error instanceof HomeserverError) || !error.isRetryable || attempt + 1 >= attempts) throw error
      await clock.sleep(pauseBeforeRetry(error, attempt, random), signal)
    }
  }
}
