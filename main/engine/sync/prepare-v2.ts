import type { Membership, RoomId } from '../../../preload/contract/index.ts'
import type { Me } from '../base/me.ts'
import { isRecord, ownRecord, ownString, type JsonRecord } from '../base/json.ts'
import type { Log } from '../base/log.ts'
import { Turns } from '../base/turns.ts'
import type { JoinedRoom, LeftRoom, SyncResponse } from '../matrix/sync.ts'
import { prepareAll } from '../timeline/prepare-all.ts'
import type { PreparedEvent } from '../timeline/prepared-event.ts'
import { eventsInOneGo, readAccountDataEvents, readReceipts, readStrippedState, readTyping } from './prepare-parts.ts'
import { eventCount, mostHeroes, newRoom, type PreparedResponse, type PreparedRoom } from './prepared-response.ts'

/** `isFirst`: asked without a position, so that every room comes whole. */
export type V2Context = { readonly me: Me; readonly log: Log; readonly isFirst: boolean }

/** A response of `/sync` in the common form. Others have their turn meanwhile: the first one tells of a whole account. */
export async function prepareV2(response: SyncResponse, context: V2Context): Promise<PreparedResponse> {
  const { joined, invited, knocked, left, deviceLists, oneTimeKeyCounts, unusedFallbackKeyTypes } = response
  const turns = new Turns(eventsInOneGo)
  const rooms: PreparedRoom[] = []
  const prepare = async <Room>(told: ReadonlyMap<RoomId, Room>, how: (roomId: RoomId, room: Room) => PreparedRoom): Promise<void> => {
    for (const [roomId, room] of told) {
      const prepared = how(roomId, room)
      rooms.push(prepared)
      await turns.after(1 + eventCount(prepared))
    }
  }
  await prepare(joined, (roomId, room) => prepareJoined(roomId, room, context))
  await prepare(invited, (roomId, state) => prepareStripped(roomId, 'invite', state))
  await prepare(knocked, (roomId, state) => prepareStripped(roomId, 'knock', state))
  await prepare(left, (roomId, room) => prepareLeft(roomId, room, context))
  return {
    position: response.nextBatch,
    toDevicePosition: null,
    rooms,
    accountData: readAccountDataEvents(response.accountData),
    encryption: { toDevice: response.toDevice, keys: { deviceLists, oneTimeKeyCounts, unusedFallbackKeyTypes } },
    roomCount: context.isFirst ? rooms.length : null,
    isExcerpt: false,
    isComplete: true,
  }
}

function prepareJoined(roomId: RoomId, room: JoinedRoom, context: V2Context): PreparedRoom {
  const { summary, unread } = room
  const ephemeral = (type: string) => room.ephemeral.filter(isRecord).filter((event) => ownString(event, 'type') === type).map(contentOf)
  const typing = ephemeral('m.typing').at(-1)
  return {
    ...prepareHistory(roomId, room, context),
    membership: 'join',
    joinedCount: summary.joinedCount ?? null,
    invitedCount: summary.invitedCount ?? null,
    // Their member events come with the state, as lazy loading has it.
    heroes: summary.heroes?.slice(0, mostHeroes).map((userId) => ({ userId, displayName: null, avatar: null })) ?? null,
    counts: unread === undefined ? null : { unread: unread.notifications, mentions: unread.highlights },
    receipts: ephemeral('m.receipt').flatMap(readReceipts),
    typing: typing === undefined ? null : readTyping(typing, context.me.userId),
  }
}

const contentOf = (event: JsonRecord): JsonRecord => ownRecord(event, 'content') ?? {}

function prepareLeft(roomId: RoomId, room: LeftRoom, context: V2Context): PreparedRoom {
  const prepared = prepareHistory(roomId, room, context)
  const own = prepared.state.findLast(({ type, stateKey }) => type === 'm.room.member' && stateKey === context.me.userId)
  const isBanned = own !== undefined && ownString(own.content, 'membership') === 'ban'
  return { ...prepared, membership: isBanned ? 'ban' : 'leave' }
}

function prepareHistory(roomId: RoomId, room: LeftRoom, { log, isFirst }: V2Context): PreparedRoom {
  const events = prepareAll(room.timeline.events, roomId, log)
  const { isLimited: limited, prevBatch } = room.timeline
  return {
    ...newRoom(roomId),
    isReplacing: isFirst,
    state: stateOf(room, prepareAll(room.state.events, roomId, log), events),
    timeline: events.length === 0 && !limited ? null : { events, limited, prevBatch: prevBatch ?? null },
    accountData: readAccountDataEvents(room.accountData),
  }
}

/** State as it was before the timeline is brought up to date by what the timeline says; told as it is after it, it is the last word. */
function stateOf(room: LeftRoom, state: readonly PreparedEvent[], timeline: readonly PreparedEvent[]): readonly PreparedEvent[] {
  return room.state.at === 'end' ? state : [...state, ...timeline.filter(({ stateKey }) => stateKey !== null)]
}

function prepareStripped(roomId: RoomId, membership: Membership, raw: readonly unknown[]): PreparedRoom {
  return { ...newRoom(roomId), membership, isReplacing: true, state: readStrippedState(raw) }
}
