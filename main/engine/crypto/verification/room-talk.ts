import type { RoomId, UserId } from '../../../../preload/contract/ids.ts'
import { isEventId, isUserId } from '../../../../preload/contract/ids.ts'
import { isRecord, ownNumber, ownRecord, ownString, parseJson, type JsonRecord } from '../../base/json.ts'

/** A message of a verification that takes place in a room (client-server API, "Key verification framework"). */
export type RoomTalk = {
  readonly roomId: RoomId
  readonly sender: UserId
  readonly type: string
  /** The event that asked for it. */
  readonly flowId: string
  readonly isRequest: boolean
  /** Whom a request asks. */
  readonly to: string | undefined
  /** The sender's device, as they say. */
  readonly fromDevice: string | undefined
  /** For the machine, without what it does not need. */
  readonly json: string
}

/** In the contract's form, and small enough to be shown and kept. */
export const longestFlowId = 255

/** Reads the JSON text of a clear event of a room's live timeline; null for whatever has nothing to do with verification. */
export function readRoomTalk(roomId: RoomId, clear: string): RoomTalk | null {
  // Of a thousand events hardly one: they are not all parsed for that.
  const event = clear.includes('m.key.verification.') ? parseClear(clear) : null
  if (event === null) return null
  const type = ownString(event, 'type')
  const content = ownRecord(event, 'content')
  const sender = ownString(event, 'sender')
  const eventId = ownString(event, 'event_id')
  if (type === undefined || content === undefined || !isUserId(sender) || !isEventId(eventId)) return null
  const isRequest = type === 'm.room.message' && ownString(content, 'msgtype') === 'm.key.verification.request'
  if (!isRequest && !type.startsWith('m.key.verification.')) return null
  const flowId = isRequest ? eventId : ownString(ownRecord(content, 'm.relates_to') ?? {}, 'event_id')
  if (flowId === undefined || flowId.length > longestFlowId) return null
  const forMachine = { type, sender, event_id: eventId, room_id: roomId, origin_server_ts: ownNumber(event, 'origin_server_ts') ?? 0, content }
  return {
    roomId, sender, type, flowId, isRequest,
    to: ownString(content, 'to'), fromDevice: ownString(content, 'from_device'), json: JSON.stringify(forMachine),
  }
}

function parseClear(text: string): JsonRecord | null {
  try {
    const event = parseJson(text)
    return isRecord(event) ? event : null
  } catch {
    return null
  }
}
