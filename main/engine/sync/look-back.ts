import type { Store } from '../store/store.ts'
import { readGaps } from '../store/tables/gaps.ts'
import { readRoom } from '../store/tables/rooms.ts'
import type { Pager } from '../timeline/paging.ts'
import type { FollowUp } from './follow-ups.ts'

// A hundred events each. A room in which nobody said anything in so many is not worth more at a time.
const mostPages = 3

/**
 * Looks further back in rooms of which only comings and goings are known: their last words are what the list shows of them, and where they
 * stand in it.
 */
export function lookBack({ store, pager }: { readonly store: Store; readonly pager: Pager }): FollowUp {
  return async (roomId, signal) => {
    for (let page = 0; page < mostPages; page += 1) {
      const gap = store.read((reader) => {
        const room = readRoom(reader, roomId)
        const isSilent = room?.membership === 'join' && !room.isSpace && room.lastEvent === null
        return isSilent ? readGaps(reader, room.room).at(-1) : undefined
      })
      if (gap === undefined) return
      await pager.fillGap(roomId, gap.position, signal)
    }
  }
}
