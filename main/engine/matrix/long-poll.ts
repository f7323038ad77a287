import type { Patience } from './homeserver.ts'

/** A first sync of a large account is tens of megabytes; this bounds what a broken server can make us hold. */
export const largestSync = 256 * 1024 * 1024

// On top of the time that the server was asked to wait.
const usualSlackMs = 30_000
// A server prepares a first sync for minutes without sending a byte.
const firstSlackMs = 10 * 60_000
const longestAnswerMs = 30 * 60_000

/** How long to bear with a request that the server holds back until there is something to tell. */
export function longPollPatience(timeoutMs: number, isFirst: boolean): Patience {
  return { idleMs: timeoutMs + (isFirst ? firstSlackMs : usualSlackMs), totalMs: timeoutMs + longestAnswerMs }
}
