import { myUserId } from '../world/people.ts'
import type { Json } from '../world/preamble.ts'
import type { RoomFacts } from '../world/room-facts.ts'
import type { Position } from './connections.ts'
import type { Device } from './devices.ts'
import type { News } from './news.ts'
import type { Service } from './service.ts'
import type { SlidingRequest } from './sliding-request.ts'
import { timelineOf, type RoomTelling } from './sliding-room.ts'
import { receiptContent } from './telling.ts'

export type ExtensionsContext = {
  readonly request: SlidingRequest
  readonly device: Device
  readonly from: Position | undefined
  readonly news: News
  /** The rooms that were asked about. */
  readonly asked: ReadonlySet<number>
  readonly tellings: readonly RoomTelling[]
}

export type Extensions = { readonly content: Json; readonly isEmpty: boolean }

/** Everything that is told beside rooms. */
export function slidingExtensions(service: Service, context: ExtensionsContext): Extensions {
  const { request: { extensions }, device } = context
  const toDevice = extensions.toDevice === undefined ? undefined : device.messages(extensions.toDevice.since, extensions.toDevice.limit)
  const accountData = extensions.accountData ? accountDataOf(service, context) : undefined
  const receipts = extensions.receipts ? receiptsOf(service, context) : undefined
  const typing = extensions.typing ? typingOf(service, context) : undefined
  const isSilent = (part: { readonly rooms: Json } | undefined) => part === undefined || Object.keys(part.rooms).length === 0
  return {
    content: {
      ...(toDevice && { to_device: { next_batch: String(toDevice.next), events: toDevice.events } }),
      ...(extensions.encryption && {
        e2ee: { device_one_time_keys_count: device.keys.counts, device_unused_fallback_key_types: device.keys.unusedFallbacks },
      }),
      ...(accountData && { account_data: accountData }), ...(receipts && { receipts }), ...(typing && { typing }),
    },
    isEmpty: (toDevice?.events.length ?? 0) === 0 && (accountData?.global.length ?? 0) === 0
      && isSilent(accountData) && isSilent(receipts) && isSilent(typing),
  }
}

function accountDataOf({ world }: Service, { from, news, asked, tellings }: ExtensionsContext): { readonly global: readonly Json[]; readonly rooms: Json } {
  const rooms = new Map<string, readonly Json[]>()
  const tell = (facts: RoomFacts, since: number) => {
    const data = world.accountData.sinceOfRoom(facts, since)
    if (data.length > 0) rooms.set(facts.roomId, data)
  }
  for (const { facts, since } of tellings) if (since === undefined) tell(facts, -1)
  if (from !== undefined) for (const facts of roomsOf(world.rooms, news.roomData, asked)) if (!rooms.has(facts.roomId)) tell(facts, from.at)
  const global = from === undefined ? world.accountData.since(-1) : news.hasData ? world.accountData.since(from.at) : []
  return { global, rooms: Object.fromEntries(rooms) }
}

/** Of a room told anew: mine, and those on the events that are told. Of the others what is new. */
function receiptsOf({ world }: Service, { news, asked, tellings }: ExtensionsContext): { readonly rooms: Json } {
  const rooms = new Map<string, Json>()
  const put = (facts: RoomFacts, content: Json) => {
    if (Object.keys(content).length > 0) rooms.set(facts.roomId, { type: 'm.receipt', content })
  }
  for (const telling of tellings) {
    const { facts, since, isExpanded } = telling
    if (facts.isInvite || (since !== undefined && !isExpanded)) continue
    const { start, end } = timelineOf(telling)
    const marks = world.readMarks.first(facts).filter(({ userId, index }) => userId === myUserId || (index >= start && index < end))
    put(facts, receiptContent(world, facts, marks))
  }
  for (const facts of roomsOf(world.rooms, news.receipts.keys(), asked)) {
    if (rooms.has(facts.roomId)) continue
    const marks = (news.receipts.get(facts.number) ?? []).map(({ userId, index, kind }) => world.readMarks.mark(facts, userId, index, kind))
    put(facts, receiptContent(world, facts, marks))
  }
  return { rooms: Object.fromEntries(rooms) }
}

function typingOf({ world, typing }: Service, { news, asked }: ExtensionsContext): { readonly rooms: Json } {
  const rooms = roomsOf(world.rooms, news.typing, asked)
  return { rooms: Object.fromEntries(rooms.map(({ roomId, number }) => [roomId, { type: 'm.typing', content: { user_ids: typing.in(number) } }])) }
}

function roomsOf(rooms: readonly RoomFacts[], numbers: Iterable<number>, asked: ReadonlySet<number>): readonly RoomFacts[] {
  return [...numbers].flatMap((number) => {
    const facts = rooms[number]
    return facts !== undefined && asked.has(number) ? [facts] : []
  })
}
