import type { RoomId } from '../../../preload/contract/index.ts'
import type { Me } from '../account/me.ts'
import type { Writer } from '../store/writer.ts'

/**
 * Counts anew what is unread in a room. To be called after a change of receipts: whoever marks a room as read first puts the receipt into
 * the table (`tables/receipts.ts`, `putReceipt`), which is then mine wherever the server stands.
 */
export function refreshUnread(_writer: Writer, _roomId: RoomId, _me: Me): void {
  throw new Error('Written next')
}
