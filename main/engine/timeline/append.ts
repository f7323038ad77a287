// timeline: a room's history as the store holds it and as the screen shows it.
// It owns the tables of events, gaps and relations: every event once, in the server's order, with a gap wherever history is missing;
// edits, reactions and redactions settled whichever came first; and the rows that a window draws. It fetches history (`paging.ts`), and
// never sends anything. `prepared-event.ts` reads what a server sent; content stays untrusted throughout: what cannot be understood
// becomes a row that says so.

import type { RoomId } from '../../../preload/contract/ids.ts'
import type { Me } from '../base/me.ts'
import type { Writer } from '../store/writer.ts'
import type { Layout } from './layout.ts'
import { placeRun, readStanding, type Placed, type Standing } from './place-run.ts'
import type { Start } from './pieces.ts'
import type { Run } from './plan-run.ts'
import type { PreparedEvent } from './prepared-event.ts'

/** The newest stretch of a room's timeline as a sync response tells it: oldest first. */
export type LiveEvents = {
  readonly room: number
  readonly roomId: RoomId
  readonly me: Me
  readonly events: readonly PreparedEvent[]
  /** The server left out what lies between these and what it sent before. */
  readonly limited: boolean
  /** For `/messages` backwards from the first of these events; null when the server gave none. */
  readonly prevBatch: string | null
}

/**
 * Puts what sync brought at the live end of a room's timeline: what is there already is joined with, never doubled, and where something may
 * be missing a gap is left. Relations, redactions and the echoes of our own messages are settled in the same transaction. `redacted` tells
 * what was taken back: state and previews may have to be computed again.
 */
export function appendEvents(writer: Writer, live: LiveEvents): Placed {
  if (live.events.length === 0 && !live.limited) return { added: [], redacted: [] }
  const standing = readStanding(writer, live.room, live.events)
  const { layout } = standing
  const joins = joinOf(live, standing)
  const run = { joins, isLiveEnd: joins === null, home: layout.length, start: startOf(live, layout), end: null }
  return placeRun(writer, live, live.events, run, standing)
}

/** What follows without a gap goes on from the live end, unless it shows by an overlap where it belongs. */
function joinOf({ limited }: LiveEvents, { layout, positions }: Standing): Run['joins'] {
  const end = layout.at(-1)
  if (!end || limited) return null
  const isOpen = end.last < end.first
  const overlaps = [...positions.values()].some((position) => isOpen || position >= end.first)
  return overlaps ? null : { side: 'after', chunk: layout.length - 1 }
}

function startOf({ events, limited, prevBatch }: LiveEvents, layout: Layout): Start {
  const first = events[0]
  if (first?.type === 'm.room.create' && first.stateKey === '') return 'beginning'
  if (prevBatch !== null) return { token: prevBatch }
  return layout.length === 0 && !limited ? 'beginning' : 'unknown'
}
