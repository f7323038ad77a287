import type { Clock } from '../base/clock.ts'
import type { Frames } from './frames.ts'

/** A window asks for one thing after the other while it draws. */
const quietMs = 250
/** Nobody looks: the window is hidden, or it takes its time. */
const longestMs = 1_500
const stepMs = 50

/**
 * Resolves when what somebody looks at first has been read and nothing more was asked for in a while, or after a second or two. Rejects when
 * the signal is aborted before.
 */
export async function firstScreen({ frames, clock, signal }: { readonly frames: Frames; readonly clock: Clock; readonly signal: AbortSignal }): Promise<void> {
  const until = clock.uptime() + longestMs
  let looked = Infinity
  const off = frames.onLook(() => { looked = clock.uptime() })
  try {
    while (clock.uptime() < Math.min(until, looked + quietMs)) await clock.sleep(stepMs, signal)
  } finally {
    off()
  }
}
