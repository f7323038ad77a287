import type { RoomId, UserId } from '../../../preload/contract/index.ts'
import { putReceipt, type Receipt } from '../store/tables/receipts.ts'
import type { Writer } from '../store/writer.ts'

type NewReceipts = { readonly room: number; readonly roomId: RoomId; readonly me: UserId; readonly receipts: readonly Receipt[] }

/** Moves receipts. What they mean for my own unread count is `refreshUnread`'s to say, afterwards. */
export function applyReceipts(writer: Writer, { room, roomId, me, receipts }: NewReceipts): void {
  for (const receipt of receipts) {
    const hasMoved = putReceipt(writer, room, receipt)
    if (hasMoved && (receipt.userId !== me || receipt.kind === 'm.fully_read')) writer.changes.timelines.add(roomId)
  }
}
