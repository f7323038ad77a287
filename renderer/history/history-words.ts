import type { HistoryRow } from '../../preload/contract/index.ts'
import type { Say } from '../text/index.ts'

/** How the download of a room's history goes, in one sentence; null where nothing was asked for. */
export function historyWords({ state, events, reason }: HistoryRow, say: Say): string | null {
  switch (state) {
    case 'none': return null
    case 'complete': return say('history.complete', { count: events })
    case 'waiting': return reason ?? say('history.waiting')
    case 'failed': return say('history.failed', { reason: reason ?? '' })
    case 'loading': return say('history.loading', { count: events })
  }
}
