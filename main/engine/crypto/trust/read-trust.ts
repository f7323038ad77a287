import type { Device, OtherUserIdentity } from '@matrix-org/matrix-sdk-crypto-wasm'
import { isDeviceId, type UserId } from '../../../../preload/contract/ids.ts'
import type { PersonTrustRow } from '../../../../preload/contract/rows/encryption-row.ts'
import { isRecord, ownRecord, parseJson } from '../../base/json.ts'
import type { IdentityChange } from '../../store/tables/changed-identities.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { userIdOf } from '../machine/ids.ts'
import type { Machine } from '../machine/machine.ts'

/** More devices than anybody has; whoever claims more only wants a long list. */
const mostDevices = 200

/** Whether somebody's identity is another one than before; null: it is not, or there is none. */
export async function changeOf({ olm, wasm }: Machine, userId: UserId): Promise<IdentityChange | null> {
  const id = userIdOf(wasm, userId)
  const identity = id && await olm.getIdentity(id)
  return identity instanceof wasm.OtherUserIdentity ? changeIn(identity) : null
}

function changeIn(identity: OtherUserIdentity): IdentityChange | null {
  if (identity.hasVerificationViolation()) return 'withdrawn'
  return identity.identityNeedsUserApproval() ? 'changed' : null
}

/** Somebody's identity and devices, as the machine has them. */
export async function readTrust({ olm, wasm }: Machine, userId: UserId): Promise<PersonTrustRow> {
  const [id, of] = [userIdOf(wasm, userId), userIdOf(wasm, userId)]
  const identity = id && await olm.getIdentity(id)
  const devices = of === undefined ? [] : (await olm.getUserDevices(of)).devices()
  return {
    key: userId,
    userId,
    trust: identity instanceof wasm.OtherUserIdentity ? trustIn(identity) : 'unknown',
    fingerprint: identity === undefined ? null : masterKeyOf(identity.masterKey),
    devices: devices.filter(({ isDehydrated }) => !isDehydrated).slice(0, mostDevices).flatMap(toDevice),
  }
}

function trustIn(identity: OtherUserIdentity): PersonTrustRow['trust'] {
  return changeIn(identity) ?? (identity.isVerified() ? 'verified' : 'normal')
}

function toDevice(device: Device): PersonTrustRow['devices'] {
  const deviceId = device.deviceId.toString()
  const key = device.ed25519Key?.toBase64()
  if (!isDeviceId(deviceId) || key === undefined) return []
  return [{ deviceId, name: device.displayName ?? deviceId, isSigned: device.isCrossSignedByOwner(), fingerprint: fingerprintOf(key) }]
}

/** A cross-signing key names itself once (client-server API, "CrossSigningKey"). */
function masterKeyOf(text: string): string | null {
  const key = parseJson(text)
  const [value] = isRecord(key) ? Object.values(ownRecord(key, 'keys') ?? {}) : []
  return typeof value === 'string' ? fingerprintOf(value) : null
}
