import type { RoomId } from '../../../preload/contract/index.ts'
import type { Me } from '../base/me.ts'
import type { Reader } from '../store/reader.ts'
import { readLastPosition } from '../store/tables/events.ts'
import { readGaps } from '../store/tables/gaps.ts'
import { readPositions } from '../store/tables/receipts.ts'
import { putUnread, readRoom, type RoomRecord, type UnreadState } from '../store/tables/rooms.ts'
import type { Writer } from '../store/writer.ts'

/** Nobody reads a larger number. */
export const mostUnread = 999

/**
 * Counts anew what is unread in a room. To be called after a change of receipts: whoever marks a room as read first puts the receipt into
 * the table (`tables/receipts.ts`, `putReceipt`), which is then mine wherever the server stands.
 */
export function refreshUnread(writer: Writer, roomId: RoomId, me: Me): void {
  const record = readRoom(writer, roomId)
  if (record === undefined) return
  if (putUnread(writer, record, countUnread(writer, record, me))) writer.changes.rooms.add(roomId)
}

/**
 * With my newest receipt in the timeline and no gap after it, the count is exact and our own, whatever the server says. Otherwise what is
 * after the last gap is unread at the least, and the server may know of more (servers of sliding sync mostly do not).
 */
function countUnread(writer: Writer, record: RoomRecord, me: Me): UnreadState {
  if (record.membership !== 'join') return { unread: 0, mentions: 0, readPosition: null }
  const { room } = record
  const { everywhere, main, threads } = readPositions(writer, room, me.userId)
  const readPosition = everywhere === null || main === null ? everywhere ?? main : Math.max(everywhere, main)
  const lastGap = readGaps(writer, room).at(-1)?.position ?? null
  if (readPosition !== null && (lastGap === null || readPosition > lastGap)) {
    return { ...countAfter(writer, { room, me, everywhere: everywhere ?? lastGap, main, threads }), readPosition }
  }
  const least = countAfter(writer, { room, me, everywhere: lastGap, main: null, threads })
  return {
    unread: Math.min(mostUnread, Math.max(least.unread, record.serverUnread)),
    mentions: Math.min(mostUnread, Math.max(least.mentions, record.serverMentions)),
    readPosition,
  }
}

/** Positions up to which all is read, and up to which the main timeline is; null: nothing. */
type After = { readonly room: number; readonly me: Me; readonly everywhere: number | null; readonly main: number | null; readonly threads: string }
type Counts = { readonly unread: number; readonly mentions: number }

/** Where nothing was read since it was counted last, only what came is counted. */
function countAfter(writer: Writer, { room, me, everywhere, main, threads }: After): Counts {
  const after = everywhere ?? lowest
  const marks = JSON.stringify([main, threads])
  const known = writer.unreadCounts.get(room)
  const before = known?.after === after && known.marks === marks ? known : { to: after, unread: 0, mentions: 0 }
  const to = readLastPosition(writer, room) ?? lowest
  const fresh = to > before.to ? countFrom(writer, { room, me, main }, { after: before.to, most: mostUnread - before.unread }) : nothing
  const count = { unread: before.unread + fresh.unread, mentions: before.mentions + fresh.mentions }
  writer.unreadCounts.put(room, { after, marks, to, ...count })
  return count
}

const lowest = Number.MIN_SAFE_INTEGER
const nothing: Counts = { unread: 0, mentions: 0 }

function countFrom(
  reader: Reader, { room, me, main }: Pick<After, 'room' | 'me' | 'main'>, { after, most }: { readonly after: number; readonly most: number },
): Counts {
  const inMain = Math.max(after, main ?? lowest)
  const row = reader.get<{ unread: number; mentions: number | null }>(
    unreadSql, room, inMain, me.userId, room, after, me.userId, me.userId, most,
  )
  return { unread: row?.unread ?? 0, mentions: row?.mentions ?? 0 }
}

/**
 * What others said and I have neither passed with a receipt nor read in its thread: of the main timeline, and of threads. Exported for the test
 * on its query plan.
 */
export const unreadSql = `
  SELECT count(*) AS unread, sum(mentions_me) AS mentions FROM (
    SELECT e.mentions_me FROM event e INDEXED BY event_counted
    WHERE e.room = ? AND e.is_counted = 1 AND e.position IS NOT NULL AND e.position > ? AND e.sender <> ? AND e.redacted_by IS NULL
      AND e.thread IS NULL
    UNION ALL
    SELECT e.mentions_me FROM event e INDEXED BY event_in_thread
    WHERE e.room = ? AND e.is_counted = 1 AND e.position IS NOT NULL AND e.position > ? AND e.sender <> ? AND e.redacted_by IS NULL
      AND e.thread IS NOT NULL
      AND NOT EXISTS (
        SELECT 1 FROM receipt r CROSS JOIN event read ON read.room = r.room AND read.event_id = r.event_id
        WHERE r.room = e.room AND r.user_id = ? AND r.kind IN ('m.read', 'm.read.private')
          AND r.thread = e.thread AND read.position >= e.position)
    LIMIT ?)`
