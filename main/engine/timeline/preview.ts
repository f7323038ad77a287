import type { Preview } from '../../../preload/contract/rows/room-row.ts'
import type { RoomId } from '../../../preload/contract/ids.ts'
import type { Me } from '../account/me.ts'
import type { Reader } from '../store/reader.ts'

/** One line on a stored event for the room list, edits and redaction applied; null when `event` (its row id) is gone. */
export function readPreview(_reader: Reader, _of: { readonly room: number; readonly roomId: RoomId; readonly event: number; readonly me: Me }): Preview | null {
  throw new Error('Not built yet')
}
