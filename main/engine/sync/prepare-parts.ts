import { isEventId, isUserId, type UserId } from '../../../preload/contract/index.ts'
import {
  isRecord, ownNumber, ownRecord, ownString, ownStrings, type JsonRecord,
} from '../base/json.ts'
import type { AccountDataEvent } from '../rooms/apply-account-data.ts'
import type { StateEvent } from '../rooms/apply-state.ts'
import type { Receipt, ReceiptKind } from '../store/tables/receipts.ts'

// Readers of what both protocols carry in the same form. All of it is untrusted; what makes no sense is left out.

/** How many events are read in one go: some milliseconds' worth. A room without any counts as one, too. */
export const eventsInOneGo = 400

/** More than a response has any reason to hold of one kind; a server that sends more is not kept up with. */
const mostReceipts = 20_000
const mostTyping = 200

/** An invite's or a knock's state: no event ids, and mostly no times (client-server API, "Stripped state"). */
export function readStrippedState(raw: readonly unknown[]): readonly StateEvent[] {
  return raw.filter(isRecord).flatMap((event) => {
    const [type, stateKey, sender] = [ownString(event, 'type'), ownString(event, 'state_key'), ownString(event, 'sender')]
    if (type === undefined || stateKey === undefined || !isUserId(sender)) return []
    const ts = ownNumber(event, 'origin_server_ts') ?? 0
    return [{ eventId: null, type, stateKey, sender, ts, content: ownRecord(event, 'content') ?? {} }]
  })
}

export function readAccountDataEvents(raw: readonly unknown[]): readonly AccountDataEvent[] {
  return raw.filter(isRecord).flatMap((event) => {
    const [type, content] = [ownString(event, 'type'), ownRecord(event, 'content')]
    return type === undefined || content === undefined ? [] : [{ type, content }]
  })
}

/** The content of an m.receipt event: event id, then kind, then user. */
export function readReceipts(content: JsonRecord): readonly Receipt[] {
  const receipts: Receipt[] = []
  for (const [eventId, kinds] of Object.entries(content)) {
    if (!isEventId(eventId) || !isRecord(kinds)) continue
    for (const kind of receiptKinds) {
      for (const [userId, data] of Object.entries(ownRecord(kinds, kind) ?? {})) {
        if (!isUserId(userId) || !isRecord(data)) continue
        if (receipts.length >= mostReceipts) return receipts
        receipts.push({ userId, kind, eventId, thread: readThread(data), ts: ownNumber(data, 'ts') ?? 0 })
      }
    }
  }
  return receipts
}

const receiptKinds: readonly ReceiptKind[] = ['m.read', 'm.read.private']

function readThread(data: JsonRecord): string {
  const thread = ownString(data, 'thread_id')
  return thread === 'main' || isEventId(thread) ? thread : ''
}

/** The content of an m.typing event, `me` left out. */
export function readTyping(content: JsonRecord, me: UserId): readonly UserId[] {
  return (ownStrings(content, 'user_ids') ?? []).slice(0, mostTyping).filter(isUserId).filter((userId) => userId !== me)
}

