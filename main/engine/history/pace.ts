import type { Clock } from '../base/clock.ts'
import type { Connectivity } from '../matrix/connectivity.ts'
import type { Pager } from '../timeline/paging.ts'

/** So long after somebody last moved on the screen the background may work again. */
const quietMs = 2_000

const leastPauseMs = 250
const longestPauseMs = 5_000
const lookMs = 500

/** Between two pages: twice as long as the page took, so that no more than a third of the time goes into it, here and on the server. */
export function pauseAfterPage(tookMs: number): number {
  return Math.min(longestPauseMs, Math.max(leastPauseMs, 2 * tookMs))
}

type Still = { readonly clock: Clock; readonly movedAt: () => number }

/** How long it is until then. */
function quietIn({ clock, movedAt }: Still): number {
  return Math.max(0, movedAt() + quietMs - clock.uptime())
}

/** Resolves at once when nobody moved lately, and else when that is over. Rejects when `end` is aborted. */
export async function untilStill(still: Still, end: AbortSignal): Promise<void> {
  for (let left = quietIn(still); left > 0; left = quietIn(still)) await still.clock.sleep(left, end)
}

export type Surroundings = {
  readonly clock: Clock
  readonly connectivity: Connectivity
  readonly pager: Pick<Pager, 'isBusy'>
  readonly isFilling: () => boolean
  /** When somebody last moved, by `Clock.uptime`. */
  readonly movedAt: () => number
  /** Nobody else finds out when the network is back. */
  readonly probes: boolean
}

/**
 * Resolves when there is a network and nobody needs it more: no first sync, nobody scrolling, no page for the screen under way. Answers
 * whether that was so at once. `tell` hears why it has to wait (null: it is only not its turn). Rejects when `end` is aborted.
 */
export async function untilCalm(
  { clock, connectivity, pager, isFilling, movedAt, probes }: Surroundings, tell: (reason: string | null) => void, end: AbortSignal,
): Promise<boolean> {
  let wasCalm = true
  for (;;) {
    const { state } = connectivity
    const isOffline = state.is === 'offline'
    const moving = quietIn({ clock, movedAt })
    if (!isOffline && !isFilling() && !pager.isBusy && moving === 0) return wasCalm
    wasCalm = false
    tell(isOffline ? state.reason.message : null)
    if (isOffline && probes) {
      await connectivity.untilTry(end)
      return true
    }
    if (isOffline) await connectivity.untilOnline(end)
    else await clock.sleep(Math.max(lookMs, moving), end)
  }
}
