import type { RoomId, UserId } from '../../../../preload/contract/ids.ts'
import type { CryptoWasm } from './wasm.ts'

// Ids as the machine takes them; undefined for one that passes here and not by its stricter rules. Most functions of the machine use them up.

export function userIdOf(wasm: CryptoWasm, userId: UserId): InstanceType<CryptoWasm['UserId']> | undefined {
  try {
    return new wasm.UserId(userId)
  } catch {
    return undefined
  }
}

export function roomIdOf(wasm: CryptoWasm, roomId: RoomId): InstanceType<CryptoWasm['RoomId']> | undefined {
  try {
    return new wasm.RoomId(roomId)
  } catch {
    return undefined
  }
}
