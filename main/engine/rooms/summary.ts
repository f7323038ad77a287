import type { RoomId } from '../../../preload/contract/index.ts'
import type { Me } from '../account/me.ts'
import type { Writer } from '../store/writer.ts'

/** Brings the columns of the room's row up to date with its state, members, account data and timeline. `now`: milliseconds since the epoch. */
export function refreshSummary(_writer: Writer, _roomId: RoomId, _me: Me, _now: number): void {
  throw new Error('Written next')
}
