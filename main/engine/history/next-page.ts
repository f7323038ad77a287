import type { RoomId } from '../../../preload/contract/ids.ts'
import type { KeepHistory } from '../../../preload/contract/rows/settings.ts'
import type { Reader } from '../store/reader.ts'
import { hasEnoughAfter } from '../store/tables/coverage.ts'
import { readGaps } from '../store/tables/gaps.ts'
import { readLackingOthers, readLackingWished, type LackingRoom } from '../store/tables/history-wishes.ts'
import type { HeldGaps } from './held-gaps.ts'
import { reachOf } from './wishes.ts'

/** A gap that is to be filled next. */
export type NextPage = { readonly room: number; readonly roomId: RoomId; readonly position: number }

/**
 * So many messages of a room that somebody looks at are kept at hand without being asked for; where people come and go all the time and
 * nobody says anything, so many events.
 */
const recent = { messages: 500, events: 2_000 }

/** Rooms of which enough is here, with the `completeFrom` at which that was seen: nothing is counted twice. */
export type Enough = Map<number, number | null>

type Circumstances = { readonly keep: KeepHistory; readonly held: HeldGaps; readonly enough: Enough; readonly now: number }

/**
 * The gap to be filled next: of the rooms asked for, of those looked at, of all others, in this order; within a room the newest first.
 * Undefined when nothing is wanted, or all that is wanted has to wait (`HeldGaps.nextAt`).
 */
export function readNextPage(reader: Reader, circumstances: Circumstances): NextPage | undefined {
  const { keep, held } = circumstances
  for (const room of readLackingWished(reader)) {
    const page = pageOf(reader, room, circumstances)
    if (page) return page
  }
  // Each room that is held stands before the first one that is not, at worst.
  const others = keep === 'all' ? readLackingOthers(reader, held.rooms + 1) : []
  for (const room of others) {
    const page = pageOf(reader, room, circumstances)
    if (page) return page
  }
  return undefined
}

function pageOf(reader: Reader, of: LackingRoom, { keep, held, enough, now }: Circumstances): NextPage | undefined {
  const { room, roomId, wish, completeFrom } = of
  const reach = reachOf(wish, keep)
  if (reach === 'none' || (reach === 'recent' && enough.has(room) && enough.get(room) === completeFrom)) return undefined
  const gaps = readGaps(reader, room).toReversed()
  const newest = gaps[0]
  held.keep(roomId, gaps.map(({ position }) => position))
  if (reach === 'recent' && newest !== undefined && hasEnoughAfter(reader, room, newest.position, recent)) {
    enough.set(room, completeFrom)
    return undefined
  }
  const open = (reach === 'recent' ? gaps.slice(0, 1) : gaps).find(({ position }) => !held.isHeld(roomId, position, now))
  return open && { room, roomId, position: open.position }
}
