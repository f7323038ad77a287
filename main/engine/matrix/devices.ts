import { isRecord, ownNumber, ownString, type JsonRecord } from '../base/json.ts'
import { isDeviceId, type DeviceId } from '../../../preload/contract/ids.ts'
import type { Cancellable, Homeserver } from './homeserver.ts'
import { path } from './path.ts'
import { requiredArray } from './read.ts'
import { withProof, type Proof } from './uia.ts'

// Client-server API, "Device Management".

/** One session of the account. The name is whatever somebody called it, unchecked. */
export type ServerDevice = {
  readonly deviceId: DeviceId
  readonly name: string | null
  readonly lastSeenTs: number | null
  readonly lastSeenAddress: string | null
}

export async function listDevices(homeserver: Homeserver, { signal }: Cancellable = {}): Promise<readonly ServerDevice[]> {
  const answer = await homeserver.json({ method: 'GET', path: path`/_matrix/client/v3/devices`, signal })
  return requiredArray(answer, 'devices').filter(isRecord).flatMap((device) => readDevice(device) ?? [])
}

/** Throws `not-found` for a device that the account does not have. */
export async function renameDevice(
  homeserver: Homeserver, { deviceId, name, signal }: Cancellable & { readonly deviceId: DeviceId; readonly name: string },
): Promise<void> {
  await homeserver.json({ method: 'PUT', path: path`/_matrix/client/v3/devices/${deviceId}`, body: { display_name: name }, signal })
}

/** Ends sessions, with their keys; those that are gone already are no error. Throws as `withProof` does. */
export async function deleteDevices(
  homeserver: Homeserver, { deviceIds, proof, signal }: Cancellable & { readonly deviceIds: readonly DeviceId[]; readonly proof: Proof },
): Promise<void> {
  await withProof(proof, (auth) =>
    homeserver.json({ method: 'POST', path: path`/_matrix/client/v3/delete_devices`, body: { devices: deviceIds, auth }, signal }))
}

function readDevice(device: JsonRecord): ServerDevice | undefined {
  const deviceId = ownString(device, 'device_id')
  if (!isDeviceId(deviceId)) return undefined
  return {
    deviceId,
    name: ownString(device, 'display_name') ?? null,
    lastSeenTs: ownNumber(device, 'last_seen_ts') ?? null,
    lastSeenAddress: ownString(device, 'last_seen_ip') ?? null,
  }
}
