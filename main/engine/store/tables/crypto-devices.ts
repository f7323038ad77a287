import type { DeviceId } from '../../../../preload/contract/index.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** Devices that this account has been here before, whose room keys nobody has taken over yet. */
export function readDevicesBefore(reader: Reader, deviceId: DeviceId): readonly DeviceId[] {
  const sql = 'SELECT device_id AS deviceId FROM crypto_device WHERE device_id <> ? AND is_taken_over = 0'
  return reader.all<{ deviceId: DeviceId }>(sql, deviceId).map((row) => row.deviceId)
}

export function noteDevice(writer: Writer, deviceId: DeviceId): void {
  writer.run('INSERT OR IGNORE INTO crypto_device (device_id) VALUES (?)', deviceId)
}

export function markTakenOver(writer: Writer, deviceId: DeviceId): void {
  writer.run('UPDATE crypto_device SET is_taken_over = 1 WHERE device_id = ?', deviceId)
}
