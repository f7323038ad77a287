import type { RoomId } from '../../../preload/contract/ids.ts'
import type { SearchCoverage } from '../../../preload/contract/rows/search-row.ts'
import type { Reader } from '../store/reader.ts'
import { readCoverage } from '../store/tables/coverage.ts'
import { roomKey } from '../store/tables/rooms.ts'
import { readProgress } from '../store/tables/search-index.ts'
import { countUndecrypted } from '../store/tables/undecrypted.ts'

/** How much a search could look at, in one room or (null) in all that we are in. */
export function readSearchCoverage(reader: Reader, roomId: RoomId | null): SearchCoverage {
  const room = roomId === null ? null : (roomKey(reader, roomId) ?? 0)
  return { ...readCoverage(reader, room), undecrypted: countUndecrypted(reader, room), indexing: readIndexing(reader) }
}

/** How far the index is made over what was stored before it; null when it is whole. */
export function readIndexing(reader: Reader): SearchCoverage['indexing'] {
  const { older, total } = readProgress(reader)
  return older === 0 ? null : { done: total - older, total }
}
