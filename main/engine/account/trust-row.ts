import type { UserId } from '../../../preload/contract/ids.ts'
import type { PersonTrustRow } from '../../../preload/contract/rows/encryption-row.ts'
import type { Trust } from '../crypto/trust/trust.ts'
import { cleanName } from '../rooms/clean-name.ts'

/** Somebody's identity and devices as they are shown: they call their devices whatever they like. Rejects as `Trust.read` does. */
export async function readTrustRow(trust: Pick<Trust, 'read'>, userId: UserId): Promise<PersonTrustRow> {
  const row = await trust.read(userId)
  return { ...row, devices: row.devices.map((device) => ({ ...device, name: cleanName(device.name) ?? device.deviceId })) }
}
