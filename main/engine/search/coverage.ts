import type { RoomId } from '../../../preload/contract/ids.ts'
import type { SearchCoverage } from '../../../preload/contract/rows/search-row.ts'
import type { Reader } from '../store/reader.ts'
import { roomKey } from '../store/tables/rooms.ts'
import { countSearched, readBacklog } from '../store/tables/search-index.ts'

/** How much a search looked at, in one room or (null) in all that we are in. */
export function readCoverage(reader: Reader, roomId: RoomId | null): SearchCoverage {
  const room = roomId === null ? null : (roomKey(reader, roomId) ?? 0)
  const { rooms, completeRooms, since, undecrypted } = countSearched(reader, room)
  const backlog = readBacklog(reader)
  return {
    rooms,
    completeRooms,
    from: rooms === completeRooms ? null : since,
    undecrypted,
    indexing: backlog === undefined ? null : { done: backlog.total - backlog.next, total: backlog.total },
  }
}
