import type { UserId } from '../../../preload/contract/index.ts'
import type { Reader } from '../store/reader.ts'

/** Who may do what in a room (client-server API, m.room.power_levels), with the creators' power of room version 12. */
export interface PowerLevels {
  /** `Infinity` for a creator of a version 12 room. */
  of(userId: UserId): number
  maySend(userId: UserId, eventType: string): boolean
  maySendState(userId: UserId, eventType: string): boolean
  mayRedactOthers(userId: UserId): boolean
  mayInvite(userId: UserId): boolean
  mayKick(userId: UserId): boolean
  mayBan(userId: UserId): boolean
  mayNotifyRoom(userId: UserId): boolean
}

/** From the room's state as it is in the store. */
export function readPowerLevels(_reader: Reader, _room: number): PowerLevels {
  throw new Error('Written next')
}
