/** `random` gives numbers in [0, 1), as `Math.random` does. */
export type Backoff = { readonly baseMs: number; readonly capMs: number; readonly random: () => number }

/**
 * How long to wait before attempt `attempt` (0 for the first retry): anything between nothing and a ceiling that doubles with each
 * attempt. Full jitter, so that a thousand clients that lost the same server do not come back in the same second.
 */
export function backoffDelay(attempt: number, { baseMs, capMs, random }: Backoff): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.max(0, attempt))
  return Math.round(random() * ceiling)
}
