import { backoffDelay } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import { HomeserverError } from './errors.ts'

export type RetryOptions = {
  readonly clock: Clock
  readonly random: () => number
  /** How often in all; the last failure is thrown. */
  readonly attempts: number
  readonly signal?: AbortSignal
}

const baseMs = 1_000
const capMs = 30_000

/** How long to leave the server alone before attempt `attempt` (0 for the first retry): as long as it asks for, or a jittered back-off. */
export function pauseBeforeRetry(error: HomeserverError, attempt: number, random: () => number): number {
  return error.retryAfterMs ?? backoffDelay(attempt, { baseMs, capMs, random })
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
