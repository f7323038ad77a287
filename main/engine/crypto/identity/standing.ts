import type { Me } from '../../base/me.ts'
import type { Machine } from '../machine/machine.ts'

/**
 * Whether this device is signed by its owner's identity, as far as is known here.
 * none: the account has no identity. unfinished: this device has made or received its keys, and the server does not have all of what that
 * means. unverified: there is one, and it has not signed this device.
 */
export type Standing = 'none' | 'unfinished' | 'unverified' | 'verified'

export async function readStanding({ wasm, olm }: Machine, { userId, deviceId }: Me): Promise<Standing> {
  const identity = await olm.getIdentity(new wasm.UserId(userId))
  if (!(identity instanceof wasm.OwnUserIdentity)) return 'none'
  try {
    if (!identity.isVerified()) return 'unverified'
    const device = await olm.getDevice(new wasm.UserId(userId), new wasm.DeviceId(deviceId))
    if (device?.isCrossSignedByOwner() === true) return 'verified'
    return (await olm.crossSigningStatus()).hasSelfSigning ? 'unfinished' : 'unverified'
  } finally {
    identity.free()
  }
}

/** Whether this device has the three private keys of the identity. */
export async function hasIdentityKeys({ olm }: Machine): Promise<boolean> {
  const { hasMaster, hasSelfSigning, hasUserSigning } = await olm.crossSigningStatus()
  return hasMaster && hasSelfSigning && hasUserSigning
}
