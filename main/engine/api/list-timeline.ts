import type { EventId, RoomId } from '../../../preload/contract/ids.ts'
import type { TimelineRow } from '../../../preload/contract/rows/timeline-row.ts'
import type { Account } from '../account/account.ts'
import { timelineOf } from '../account/timeline-of.ts'
import { HomeserverError } from '../matrix/errors.ts'
import { isDamage, StoreError } from '../store/store-error.ts'
import { roomKey } from '../store/tables/rooms.ts'
import type { GapRef, TimelineSlice } from '../timeline/read-rows.ts'
import { CallError } from './call-error.ts'

export type TimelineQuery = { readonly roomId: RoomId; readonly limit: number; readonly before?: EventId | undefined }

/**
 * The newest `limit` rows, or those before an event, oldest first; rows of gaps come on top. What the store lacks is fetched. Where the
 * server cannot be reached, or the disk is full, what is stored is all there is, with its gaps; only if that is nothing at all it is an error.
 */
export async function listTimeline(account: Account, query: TimelineQuery): Promise<readonly TimelineRow[]> {
  const rows = await collect(account, query)
  const waiting = rows.flatMap(({ decryption, eventId }) => (decryption === 'pending' && eventId !== null ? [eventId] : []))
  if (waiting.length === 0 || !await account.learnOfBackup()) return rows
  await account.parts.keySearch.find(query.roomId, waiting)
  await account.parts.healer.settled()
  return collect(account, query)
}

async function collect(account: Account, query: TimelineQuery): Promise<readonly TimelineRow[]> {
  if (account.parts.store.read((reader) => roomKey(reader, query.roomId)) === undefined) {
    throw new CallError('not-found', 'There is no such room in this account.')
  }
  for (;;) {
    const slice = read(account, query) ?? await placed(account, query)
    const rows = newest(slice.rows, query.limit)
    const gap = nearestGap(rows, slice)
    if (gap === undefined) return rows
    try {
      await account.parts.pager.fillGap(query.roomId, gap.position)
    } catch (error) {
      if (!isPassing(error) || !rows.some(isEvent)) throw error
      return rows
    }
  }
}

const read = (account: Account, { roomId, limit, before }: TimelineQuery): TimelineSlice | null =>
  timelineOf(account, roomId, before === undefined ? { kind: 'newest', count: limit } : { kind: 'before', eventId: before, count: limit })

/** The event that the window hangs on is not in the stored timeline. */
async function placed(account: Account, query: TimelineQuery): Promise<TimelineSlice> {
  const isThere = query.before !== undefined && await account.parts.pager.context(query.roomId, query.before)
  const slice = isThere ? read(account, query) : null
  if (slice === null) throw new CallError('not-found', 'There is no such message in this room, or you may not see it.')
  return slice
}

/** The last `limit` events with what lies between them; all of it when there are not that many. */
function newest(rows: readonly TimelineRow[], limit: number): readonly TimelineRow[] {
  const events = rows.flatMap((row, at) => isEvent(row) ? [at] : [])
  return events.length <= limit ? rows : rows.slice(events[events.length - limit])
}

/** The newest gap that keeps rows out of the list; undefined when there is none among those rows. */
function nearestGap(rows: readonly TimelineRow[], slice: TimelineSlice): GapRef | undefined {
  const wanted = rows.findLast((row) => !isEvent(row))
  return wanted === undefined ? undefined : slice.gaps[slice.rows.filter((row) => !isEvent(row)).findIndex((row) => row.key === wanted.key)]
}

/** No server, or a disk that takes no more: what is stored can be read all the same. */
const isPassing = (error: unknown): boolean => error instanceof HomeserverError || (error instanceof StoreError && !isDamage(error))

const isEvent = (row: TimelineRow): boolean => row.content.type !== 'gap'
