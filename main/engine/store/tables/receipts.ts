import type { EventId, UserId } from '../../../../preload/contract/index.ts'
import type { Writer } from '../writer.ts'

export type ReceiptKind = 'm.read' | 'm.read.private' | 'm.fully_read'

export type Receipt = {
  readonly userId: UserId
  readonly kind: ReceiptKind
  /** `''` for an unthreaded receipt, `main`, or the event id of the thread's root. */
  readonly thread: string
  readonly eventId: EventId
  /** Milliseconds since the epoch. */
  readonly ts: number
}

/** Moves somebody's receipt, never backwards: false when what is stored is newer. */
export function putReceipt(_writer: Writer, _room: number, _receipt: Receipt): boolean {
  throw new Error('Written next')
}
