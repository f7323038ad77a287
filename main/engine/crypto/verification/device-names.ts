import type { OtherUserIdentity, OwnUserIdentity } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { UserId } from '../../../../preload/contract/ids.ts'
import { isRecord, ownRecord, parseJson } from '../../base/json.ts'
import { userIdOf } from '../machine/ids.ts'
import type { Machine } from '../machine/machine.ts'

/**
 * Whether a device calls itself as one of its owner's cross-signing keys is called: in a verification both are named by the same kind of id, and
 * whoever gets to choose a device's id could pass that device's key off as the identity (CVE-2022-39250).
 */
export async function isNamedLikeKey({ olm, wasm }: Pick<Machine, 'olm' | 'wasm'>, userId: UserId, deviceId: string): Promise<boolean> {
  const id = userIdOf(wasm, userId)
  const identity = id && await olm.getIdentity(id)
  return identity !== undefined && keysOf(identity).some((key) => key === deviceId || `ed25519:${key}` === deviceId)
}

function keysOf(identity: OwnUserIdentity | OtherUserIdentity): readonly string[] {
  const userSigningKey = 'userSigningKey' in identity ? [identity.userSigningKey] : []
  return [identity.masterKey, identity.selfSigningKey, ...userSigningKey].flatMap((text) => {
    const key = parseJson(text)
    return isRecord(key) ? Object.values(ownRecord(key, 'keys') ?? {}).filter((value) => typeof value === 'string') : []
  })
}
