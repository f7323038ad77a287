import type { JsonParts } from '../base/json-parts.ts'
import { isRecord, ownArray, ownBoolean, ownNumber, ownRecord, ownString, ownStrings, type JsonRecord } from '../base/json.ts'
import { isEventId, isRoomId, isUserId, type EventId, type RoomId, type UserId } from '../../../preload/contract/ids.ts'
import type { Cancellable, Homeserver } from './homeserver.ts'
import { largestSync, longPollPatience } from './long-poll.ts'
import { path } from './path.ts'
import { eventsOf, isName, mapOf, requiredString } from './read.ts'

export type Presence = 'online' | 'offline' | 'unavailable'

export type SyncRequest = Cancellable & {
  /** The `nextBatch` of the last answer that was processed; absent for a first sync. */
  readonly since?: string | undefined
  /** How long the server may wait for something to tell; 0 answers at once. */
  readonly timeoutMs: number
  /** A filter definition (client-server API, "Filtering"), sent along with each request. */
  readonly filter?: JsonRecord
  readonly presence?: Presence
}

/** State changes since the last answer: what was true before the timeline's first event, or after its last one. */
export type StateChanges = { readonly at: 'start' | 'end'; readonly events: readonly unknown[] }

export type Timeline = { readonly events: readonly unknown[]; readonly isLimited: boolean; readonly prevBatch: string | undefined }

export type UnreadCounts = { readonly notifications: number; readonly highlights: number }

/** Undefined: not changed. */
export type Summary = {
  readonly heroes: readonly UserId[] | undefined
  readonly joinedCount: number | undefined
  readonly invitedCount: number | undefined
}

export type LeftRoom = { readonly state: StateChanges; readonly timeline: Timeline; readonly accountData: readonly unknown[] }

export type JoinedRoom = LeftRoom & {
  readonly summary: Summary
  readonly ephemeral: readonly unknown[]
  readonly unread: UnreadCounts | undefined
  readonly unreadByThread: ReadonlyMap<EventId, UnreadCounts>
}

export type DeviceLists = { readonly changed: readonly UserId[]; readonly left: readonly UserId[] }

/** `GET /sync`, its events untouched. What is not a room id is no room. */
export type SyncResponse = {
  readonly nextBatch: string
  readonly joined: ReadonlyMap<RoomId, JoinedRoom>
  /** Stripped state events. */
  readonly invited: ReadonlyMap<RoomId, readonly unknown[]>
  readonly knocked: ReadonlyMap<RoomId, readonly unknown[]>
  readonly left: ReadonlyMap<RoomId, LeftRoom>
  readonly accountData: readonly unknown[]
  readonly presence: readonly unknown[]
  readonly toDevice: readonly unknown[]
  readonly deviceLists: DeviceLists
  /** Undefined, as the one after it: the server does not say. */
  readonly oneTimeKeyCounts: ReadonlyMap<string, number> | undefined
  readonly unusedFallbackKeyTypes: readonly string[] | undefined
}

/** Each room by itself. */
const eachRoom: JsonParts = { depth: 3, isPart: ([first]) => first === 'rooms' }

/** One round of `/sync` v2. */
export async function sync(homeserver: Homeserver, request: SyncRequest): Promise<SyncResponse> {
  const { since, timeoutMs, filter, presence, signal } = request
  const answer = await homeserver.json({
    method: 'GET',
    path: path`/_matrix/client/v3/sync`,
    query: {
      since,
      timeout: timeoutMs,
      filter: filter && JSON.stringify(filter),
      set_presence: presence,
      // A server that does not know it (it came with v1.16) ignores it, and answers with the state at the start.
      use_state_after: true,
    },
    patience: longPollPatience(timeoutMs, since === undefined),
    maxBytes: largestSync,
    parts: eachRoom,
    signal,
  })
  return readSync(answer)
}

function readSync(answer: JsonRecord): SyncResponse {
  const rooms = ownRecord(answer, 'rooms') ?? {}
  return {
    nextBatch: requiredString(answer, 'next_batch'),
    joined: mapOf(rooms, 'join', isRoomId, readJoinedRoom),
    invited: mapOf(rooms, 'invite', isRoomId, (room) => isRecord(room) ? eventsOf(room, 'invite_state') : undefined),
    knocked: mapOf(rooms, 'knock', isRoomId, (room) => isRecord(room) ? eventsOf(room, 'knock_state') : undefined),
    left: mapOf(rooms, 'leave', isRoomId, (room) => isRecord(room) ? readLeftRoom(room) : undefined),
    accountData: eventsOf(answer, 'account_data'),
    presence: eventsOf(answer, 'presence'),
    toDevice: eventsOf(answer, 'to_device'),
    ...readEncryption(answer),
  }
}

/** The fields about encryption, which stand at the top of `/sync` and in an extension of sliding sync. */
export function readEncryption(holder: JsonRecord): Pick<SyncResponse, 'deviceLists' | 'oneTimeKeyCounts' | 'unusedFallbackKeyTypes'> {
  const lists = ownRecord(holder, 'device_lists') ?? {}
  return {
    deviceLists: { changed: userIds(lists, 'changed') ?? [], left: userIds(lists, 'left') ?? [] },
    oneTimeKeyCounts: ownRecord(holder, 'device_one_time_keys_count') && mapOf(holder, 'device_one_time_keys_count', isName, readCount),
    unusedFallbackKeyTypes: ownStrings(holder, 'device_unused_fallback_key_types'),
  }
}

function readJoinedRoom(room: unknown): JoinedRoom | undefined {
  if (!isRecord(room)) return undefined
  const summary = ownRecord(room, 'summary') ?? {}
  return {
    ...readLeftRoom(room),
    summary: {
      heroes: userIds(summary, 'm.heroes'),
      joinedCount: ownNumber(summary, 'm.joined_member_count'),
      invitedCount: ownNumber(summary, 'm.invited_member_count'),
    },
    ephemeral: eventsOf(room, 'ephemeral'),
    unread: readUnread(ownRecord(room, 'unread_notifications')),
    unreadByThread: mapOf(room, 'unread_thread_notifications', isEventId, readUnread),
  }
}

function readLeftRoom(room: JsonRecord): LeftRoom {
  const timeline = ownRecord(room, 'timeline') ?? {}
  return {
    state: readState(room),
    timeline: {
      events: ownArray(timeline, 'events') ?? [],
      isLimited: ownBoolean(timeline, 'limited') ?? false,
      prevBatch: ownString(timeline, 'prev_batch'),
    },
    accountData: eventsOf(room, 'account_data'),
  }
}

/** The field that is there tells which of the two the server means, even if it is empty. */
function readState(room: JsonRecord): StateChanges {
  if (ownRecord(room, 'state_after') !== undefined) return { at: 'end', events: eventsOf(room, 'state_after') }
  return { at: 'start', events: eventsOf(room, 'state') }
}

function readUnread(counts: unknown): UnreadCounts | undefined {
  if (!isRecord(counts)) return undefined
  const count = (key: string) => Math.max(0, ownNumber(counts, key) ?? 0)
  return { notifications: count('notification_count'), highlights: count('highlight_count') }
}

function readCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function userIds(holder: JsonRecord, key: string): readonly UserId[] | undefined {
  return ownArray(holder, key)?.filter(isUserId)
}
