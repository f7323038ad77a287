import { isEventId, isRoomId, isUserId, type RoomId } from '../../../preload/contract/index.ts'
import type { Me } from '../base/me.ts'
import { ownString, ownStrings, type JsonRecord } from '../base/json.ts'
import {
  global, putAccountData, readDirectRooms, readMutedRooms, replaceDirectRooms, replaceMutedRooms, type DirectRoom,
} from '../store/tables/account-data.ts'
import { putReceipt } from '../store/tables/receipts.ts'
import { readKnownRooms } from '../store/tables/rooms.ts'
import type { Writer } from '../store/writer.ts'
import { mutedRooms } from './push-rules.ts'
import { refreshSummary } from './summary.ts'

/** One event of account data: other clients of the user wrote it. */
export type AccountDataEvent = { readonly type: string; readonly content: JsonRecord }

type Global = { readonly me: Me; readonly now: number; readonly events: readonly AccountDataEvent[] }

/** Takes in data of the account as a whole, and brings those rooms up to date of which it says something new. What is known already is passed over. */
export function applyGlobalData(writer: Writer, { me, now, events }: Global): void {
  for (const { type, content } of events) {
    if (!putAccountData(writer, global, type, content)) continue
    for (const roomId of roomsAffected(writer, type, content)) refreshSummary(writer, roomId, me, now)
  }
}

function roomsAffected(writer: Writer, type: string, content: JsonRecord): readonly RoomId[] {
  if (type === 'm.direct') return applyDirectRooms(writer, content)
  if (type === 'm.push_rules') return applyMutedRooms(writer, content)
  return []
}

function applyDirectRooms(writer: Writer, content: JsonRecord): readonly RoomId[] {
  const before = new Set(readDirectRooms(writer).map(({ roomId }) => roomId))
  const pairs = readPairs(content)
  replaceDirectRooms(writer, pairs)
  return readKnownRooms(writer, different(before, new Set(pairs.map(({ roomId }) => roomId))))
}

// More than anybody has; a list without end must not keep the transaction open.
const mostPairs = 20_000

function readPairs(content: JsonRecord): readonly DirectRoom[] {
  return Object.keys(content).filter(isUserId)
    .flatMap((userId) => (ownStrings(content, userId) ?? []).filter(isRoomId).map((roomId) => ({ roomId, userId })))
    .slice(0, mostPairs)
}

function applyMutedRooms(writer: Writer, content: JsonRecord): readonly RoomId[] {
  const before = new Set(readMutedRooms(writer))
  const muted = new Set([...mutedRooms(content)].filter(isRoomId))
  replaceMutedRooms(writer, [...muted])
  return readKnownRooms(writer, different(before, muted))
}

const different = (one: ReadonlySet<RoomId>, other: ReadonlySet<RoomId>): readonly RoomId[] =>
  [...[...one].filter((roomId) => !other.has(roomId)), ...[...other].filter((roomId) => !one.has(roomId))]

type InRoom = { readonly room: number; readonly me: Me; readonly now: number; readonly events: readonly AccountDataEvent[] }

/** Takes in the account's data on one room; `refreshSummary` afterwards makes it count. */
export function applyRoomData(writer: Writer, { room, me, now, events }: InRoom): void {
  for (const { type, content } of events) {
    putAccountData(writer, room, type, content)
    const eventId = type === 'm.fully_read' ? ownString(content, 'event_id') : undefined
    if (isEventId(eventId)) putReceipt(writer, room, { userId: me.userId, kind: 'm.fully_read', thread: '', eventId, ts: now })
  }
}
