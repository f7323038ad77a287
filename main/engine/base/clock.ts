// base: what every other part of the engine stands on: time, ids, logs, queues, hostile JSON.
// It imports nothing of ours, does no network and no disk, and keeps no state at module level.
// Time and randomness enter the engine here and nowhere else, so that a test owns both.

/** Where the time comes from. Nothing in the engine calls `Date.now` or `setTimeout` by itself. */
export interface Clock {
  /** Milliseconds since the Unix epoch, as the computer believes: it may jump either way at any time. For what is shown and stored. */
  now(): number
  /** Milliseconds since some moment, at an even pace whatever becomes of `now`. For how long something takes, and when it is due. */
  uptime(): number
  /** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as it is aborted, and leaves no timer behind. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

// A timer longer than this fires at once (the delay is a signed 32-bit number).
const longestTimer = 2 ** 31 - 1

/** The computer's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  uptime: () => performance.now(),

  async sleep(ms, signal) {
    let left = Math.max(0, ms)
    do {
      await wait(Math.min(left, longestTimer), signal)
      left -= longestTimer
    } while (left > 0)
  },
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason)
      return
    }
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
