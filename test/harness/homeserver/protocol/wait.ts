import type { Service } from './service.ts'

export type Waiting<Found> = {
  readonly find: () => Found
  readonly isEmpty: (found: Found) => boolean
  readonly timeoutMs: number
  readonly gone: AbortSignal
}

const longestMs = 5 * 60_000

/** Looks until there is something, the time is up or the client has gone. */
export async function waitForNews<Found>({ world }: Service, { find, isEmpty, timeoutMs, gone }: Waiting<Found>): Promise<Found> {
  const end = new AbortController()
  const stop = (): void => end.abort()
  const timer = setTimeout(stop, Math.min(longestMs, timeoutMs))
  gone.addEventListener('abort', stop, { once: true })
  try {
    for (;;) {
      const at = world.stream.now
      const found = find()
      if (!isEmpty(found) || timeoutMs <= 0 || end.signal.aborted || gone.aborted) return found
      await world.stream.news(at, end.signal)
    }
  } finally {
    clearTimeout(timer)
    gone.removeEventListener('abort', stop)
  }
}
