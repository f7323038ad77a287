import type { RoomId, RoomRow } from '../../../preload/contract/index.ts'
import type { Me } from '../account/me.ts'
import type { Reader } from '../store/reader.ts'

/** One room as the list shows it; null for a room never heard of. */
export function readRoomRow(_reader: Reader, _me: Me, _roomId: RoomId): RoomRow | null {
  throw new Error('Written next')
}
