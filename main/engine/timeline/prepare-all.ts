import type { RoomId } from '../../../preload/contract/ids.ts'
import { isRecord, ownValue } from '../base/json.ts'
import type { Log } from '../base/log.ts'
import { prepareEvent, type PreparedEvent } from './prepared-event.ts'

/** Reads a list of untrusted events. Those that cannot be kept, or say that they belong to another room, are left out and logged. */
export function prepareAll(raw: readonly unknown[], roomId: RoomId, log: Log): readonly PreparedEvent[] {
  const prepared = raw.map((one) => (saysOtherRoom(one, roomId) ? null : prepareEvent(one)))
  const kept = prepared.filter((event) => event !== null)
  if (kept.length < raw.length) log.warn('Left out events that make no sense', { roomId, count: raw.length - kept.length })
  return kept
}

function saysOtherRoom(raw: unknown, roomId: RoomId): boolean {
  const said = isRecord(raw) ? ownValue(raw, 'room_id') : undefined
  return said !== undefined && said !== roomId
}
