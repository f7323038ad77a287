import type { UserId } from '../../../../preload/contract/ids.ts'
import type { CryptoWasm } from './wasm.ts'

/** Undefined for an id that passes as one here and not by the stricter rules of the machine. Most functions of the machine use it up. */
export function userIdOf(wasm: CryptoWasm, userId: UserId): InstanceType<CryptoWasm['UserId']> | undefined {
  try {
    return new wasm.UserId(userId)
  } catch {
    return undefined
  }
}
