import type { RoomDetailsRow, RoomId, UserId } from '../../../preload/contract/index.ts'
import type { Me } from '../account/me.ts'
import type { Reader } from '../store/reader.ts'

/** What the head of a conversation shows; null for a room never heard of. `typing`: as the sync loop knows it. */
export function readRoomDetails(
  _reader: Reader, _query: { readonly me: Me; readonly roomId: RoomId; readonly typing: readonly UserId[] },
): RoomDetailsRow | null {
  throw new Error('Written next')
}
