import { isContentUri, type ContentUri, type Membership, type RoomId, type UserId } from '../../../preload/contract/index.ts'
import type { Me } from '../base/me.ts'
import { isRecord, ownRecord, ownString } from '../base/json.ts'
import type { Log } from '../base/log.ts'
import { Turns } from '../base/turns.ts'
import type { Hero, SlidingRoom, SlidingSyncResponse } from '../matrix/sliding-sync.ts'
import type { StateEvent } from '../rooms/apply-state.ts'
import { prepareAll } from '../timeline/prepare-all.ts'
import { eventsInOneGo, readAccountDataEvents, readReceipts, readStrippedState, readTyping } from './prepare-parts.ts'
import { eventCount, mostHeroes, newRoom, type PreparedHero, type PreparedResponse, type PreparedRoom } from './prepared-response.ts'

export type SlidingContext = {
  readonly me: Me
  readonly log: Log
  /** The list that holds every room, and how many of its rooms were asked for. */
  readonly list: string
  readonly asked: number
  readonly isExcerpt: boolean
}

/** A sliding sync response in the common form. Extensions may speak of rooms that have no news of their own. Others have their turn meanwhile. */
export async function prepareSliding(response: SlidingSyncResponse, context: SlidingContext): Promise<PreparedResponse> {
  const { rooms, receipts, typing, roomAccountData, encryption } = response
  const roomIds = new Set([...rooms.keys(), ...receipts.keys(), ...typing.keys(), ...roomAccountData.keys()])
  const toDevice = response.toDevice?.events ?? []
  const turns = new Turns(eventsInOneGo)
  const prepared: PreparedRoom[] = []
  for (const roomId of roomIds) {
    const room = { ...prepareRoom(roomId, rooms.get(roomId), context), ...extensionsOf(roomId, response, context.me) }
    prepared.push(room)
    await turns.after(1 + eventCount(room))
  }
  const roomCount = response.listCounts.get(context.list) ?? null
  return {
    position: response.pos,
    toDevicePosition: response.toDevice?.nextBatch ?? null,
    rooms: prepared,
    accountData: readAccountDataEvents(response.accountData),
    encryption: toDevice.length === 0 && encryption === undefined ? null : { toDevice, keys: encryption ?? null },
    roomCount,
    isExcerpt: context.isExcerpt,
    isComplete: roomCount !== null && context.asked >= roomCount && !context.isExcerpt,
  }
}

function extensionsOf(
  roomId: RoomId, { receipts, typing, roomAccountData }: SlidingSyncResponse, me: Me,
): Pick<PreparedRoom, 'receipts' | 'typing' | 'accountData'> {
  const [receipt, typers] = [receipts.get(roomId), typing.get(roomId)]
  return {
    receipts: receipt === undefined ? [] : readReceipts(ownRecord(receipt, 'content') ?? {}),
    typing: typers === undefined ? null : readTyping(ownRecord(typers, 'content') ?? {}, me.userId),
    accountData: readAccountDataEvents(roomAccountData.get(roomId) ?? []),
  }
}

function prepareRoom(roomId: RoomId, room: SlidingRoom | undefined, { me, log }: SlidingContext): PreparedRoom {
  if (room === undefined) return newRoom(roomId)
  const stripped = room.strippedState === undefined ? null : readStrippedState(room.strippedState)
  // A piece of state without content is one that is gone; the rest are events.
  const [gone, present] = partition(room.requiredState, isStub)
  const state = stripped ?? prepareAll(present, roomId, log)
  const timeline = { events: prepareAll(room.timeline, roomId, log), limited: room.isLimited, prevBatch: room.prevBatch ?? null }
  return {
    ...newRoom(roomId),
    membership: membershipOf(room, { state, timeline: timeline.events, isStripped: stripped !== null }, me.userId),
    isReplacing: room.isInitial || stripped !== null,
    state,
    removedState: gone.flatMap(readStub),
    timeline: timeline.events.length === 0 && !timeline.limited ? null : timeline,
    joinedCount: room.joinedCount ?? null,
    invitedCount: room.invitedCount ?? null,
    heroes: room.heroes === undefined ? (room.isInitial ? [] : null) : room.heroes.slice(0, mostHeroes).map(prepareHero),
    counts: { unread: room.notificationCount ?? 0, mentions: room.highlightCount ?? 0 },
  }
}

type Told = { readonly state: readonly StateEvent[]; readonly timeline: readonly StateEvent[]; readonly isStripped: boolean }

/**
 * Servers of the unstable version do not name the membership: it is in my own member event, or follows from the form. Of a room told anew
 * in which there is no such event and nobody is counted, I am out without ever having left (a state reset).
 */
function membershipOf(room: SlidingRoom, { state, timeline, isStripped }: Told, me: UserId): Membership | null {
  const own = [...timeline, ...state].findLast(({ type, stateKey }) => type === 'm.room.member' && stateKey === me)
  const told = toMembership(room.membership) ?? toMembership(own && ownString(own.content, 'membership'))
  if (told !== null) return told
  if (isStripped) return 'invite'
  if (!room.isInitial) return null
  return room.joinedCount === undefined && room.timeline.length === 0 ? 'leave' : 'join'
}

const memberships: readonly Membership[] = ['join', 'invite', 'knock', 'leave', 'ban']

const toMembership = (value: string | undefined): Membership | null => memberships.find((known) => known === value) ?? null

const prepareHero = ({ userId, displayName, avatarUrl }: Hero): PreparedHero =>
  ({ userId, displayName: displayName ?? null, avatar: toContentUri(avatarUrl) })

const toContentUri = (value: unknown): ContentUri | null => (isContentUri(value) ? value : null)

const isStub = (value: unknown): boolean => isRecord(value) && !Object.hasOwn(value, 'content') && !Object.hasOwn(value, 'event_id')

function readStub(value: unknown): PreparedRoom['removedState'] {
  if (!isRecord(value)) return []
  const [type, stateKey] = [ownString(value, 'type'), ownString(value, 'state_key')]
  return type === undefined || stateKey === undefined ? [] : [{ type, stateKey }]
}

function partition(values: readonly unknown[], belongs: (value: unknown) => boolean): readonly [readonly unknown[], readonly unknown[]] {
  return [values.filter(belongs), values.filter((value) => !belongs(value))]
}
