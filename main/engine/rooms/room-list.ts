import type { RoomFilter, RoomId, RoomListRow, RoomRow } from '../../../preload/contract/index.ts'
import type { Me } from '../account/me.ts'
import type { Reader } from '../store/reader.ts'

export type RoomListQuery = {
  readonly me: Me
  readonly filter: RoomFilter
  /** Only rooms of this space, those of its sub-spaces included. */
  readonly space?: RoomId | undefined
  /** Names of sections of which only the header is in the list. */
  readonly folded?: readonly string[] | undefined
  /** The window: rows `from` … `from + count - 1`, headers counted. */
  readonly from: number
  readonly count: number
}

/** The window of the list with the headers of its sections, and how long the whole list is. Its cost follows the window, not the account. */
export function readRoomList(_reader: Reader, _query: RoomListQuery): { readonly rows: readonly RoomListRow[]; readonly total: number } {
  throw new Error('Written next')
}

/** The first `limit` rooms in the window's order, without headers. */
export function listRooms(_reader: Reader, _query: { readonly me: Me; readonly filter: RoomFilter; readonly limit: number }): readonly RoomRow[] {
  throw new Error('Written next')
}
