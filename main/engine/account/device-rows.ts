import type { DeviceRow } from '../../../preload/contract/rows/encryption-row.ts'
import { cleanName } from '../rooms/clean-name.ts'
import type { Account } from './account.ts'

/** The account's devices as they are shown. Rejects with `HomeserverError`. */
export async function listDeviceRows({ me, parts }: Account): Promise<readonly DeviceRow[]> {
  const devices = await parts.encryption.devices.list()
  return devices.map(({ deviceId, name, lastSeenAddress, ...device }) => ({
    key: deviceId,
    deviceId,
    name: cleanName(name) ?? deviceId,
    isCurrent: deviceId === me.deviceId,
    lastSeenAddress: cleanName(lastSeenAddress),
    ...device,
  }))
}
