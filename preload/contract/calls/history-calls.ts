import { object } from '../guard.ts'
import type { GuardsOf } from '../guards-of.ts'
import { isRoomId, isUserId, type RoomId, type UserId } from '../ids.ts'

type Done = Record<string, never>

export type HistoryCalls = {
  /** Fetches a room's whole history in the background, over restarts too, until it is complete or `history.stop`. */
  'history.download': { in: { readonly account: UserId; readonly roomId: RoomId }; out: Done }
  'history.stop': { in: { readonly account: UserId; readonly roomId: RoomId }; out: Done }
}

const account = isUserId
const roomId = isRoomId

export const historyGuards: GuardsOf<HistoryCalls> = {
  'history.download': object<HistoryCalls['history.download']['in']>({ account, roomId }),
  'history.stop': object<HistoryCalls['history.stop']['in']>({ account, roomId }),
}
