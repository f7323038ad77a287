import type { JsonParts } from '../base/json-parts.ts'
import {
  isRecord, ownArray, ownBoolean, ownNumber, ownRecord, ownRecords, ownString, ownValue, type JsonRecord,
} from '../base/json.ts'
import { isRoomId, isUserId, type RoomId, type UserId } from '../../../preload/contract/ids.ts'
import type { Cancellable, Homeserver } from './homeserver.ts'
import { largestSync, longPollPatience } from './long-poll.ts'
import { path } from './path.ts'
import { isName, mapOf, requiredString } from './read.ts'
import { readEncryption, type Presence, type SyncResponse } from './sync.ts'

// Simplified sliding sync: MSC4186 in the unstable form that servers have today (its appendix lists how that differs from the
// proposal's text): `pos` and `timeout` in the query, `ranges` in the plural, required state as pairs.

/** An event type and a state key. `*` stands for any; the state key `$LAZY` for the members that the timeline needs, `$ME` for the user. */
export type StatePattern = readonly [type: string, stateKey: string]

export type RoomConfig = { readonly timelineLimit: number; readonly requiredState: readonly StatePattern[] }

export type RoomListConfig = RoomConfig & {
  /** Both ends included. */
  readonly range: readonly [first: number, last: number]
  readonly filters?: RoomListFilters
}

/** What is absent does not filter. */
export type RoomListFilters = {
  readonly isDirect?: boolean
  readonly isEncrypted?: boolean
  readonly isInvited?: boolean
  readonly roomTypes?: readonly (string | null)[]
  readonly notRoomTypes?: readonly (string | null)[]
}

/** What to be told beside rooms. */
export type Extensions = {
  /** `since` is the `nextBatch` of the last to-device batch that is stored for good; it outlives the connection's `pos`. */
  readonly toDevice?: { readonly since?: string | undefined; readonly limit?: number }
  readonly encryption?: boolean
  readonly accountData?: boolean
  readonly receipts?: boolean
  readonly typing?: boolean
}

export type SlidingSyncRequest = Cancellable & {
  /** Tells several connections of one device apart. */
  readonly connectionId?: string
  /** From the last answer that was processed, and from no other; absent to begin a connection. */
  readonly pos?: string | undefined
  readonly timeoutMs: number
  readonly lists: Readonly<Record<string, RoomListConfig>>
  /** At most 100. */
  readonly subscriptions?: ReadonlyMap<RoomId, RoomConfig>
  readonly extensions: Extensions
  readonly presence?: Presence
}

export type Hero = { readonly userId: UserId; readonly displayName: string | undefined; readonly avatarUrl: string | undefined }

/**
 * A room's news, its events untouched. Undefined means "not changed", or with `isInitial` "not set". In `requiredState` an entry
 * without `content` says that this piece of state is gone.
 */
export type SlidingRoom = {
  readonly isInitial: boolean
  /** Null: removed. */
  readonly name: string | null | undefined
  readonly avatar: string | null | undefined
  readonly heroes: readonly Hero[] | undefined
  readonly isDirect: boolean | undefined
  readonly membership: string | undefined
  readonly requiredState: readonly unknown[]
  readonly timeline: readonly unknown[]
  /** The timeline begins with events older than what was sent before, because its limit was raised. */
  readonly isExpandedTimeline: boolean
  readonly isLimited: boolean
  readonly prevBatch: string | undefined
  /** How many of the timeline's last events have just happened. */
  readonly liveCount: number
  readonly joinedCount: number | undefined
  readonly invitedCount: number | undefined
  readonly notificationCount: number | undefined
  readonly highlightCount: number | undefined
  readonly bumpStamp: number | undefined
  /** Stripped state of an invite or a knock; undefined for rooms the user is or was in. */
  readonly strippedState: readonly unknown[] | undefined
}

export type SlidingSyncResponse = {
  readonly pos: string
  /** How many rooms each list holds in all. */
  readonly listCounts: ReadonlyMap<string, number>
  readonly rooms: ReadonlyMap<RoomId, SlidingRoom>
  readonly toDevice: { readonly nextBatch: string; readonly events: readonly unknown[] } | undefined
  /** Undefined: nothing changed. */
  readonly encryption: Pick<SyncResponse, 'deviceLists' | 'oneTimeKeyCounts' | 'unusedFallbackKeyTypes'> | undefined
  readonly accountData: readonly unknown[]
  readonly roomAccountData: ReadonlyMap<RoomId, readonly unknown[]>
  /** One `m.receipt` event a room. */
  readonly receipts: ReadonlyMap<RoomId, JsonRecord>
  /** One `m.typing` event a room. */
  readonly typing: ReadonlyMap<RoomId, JsonRecord>
}

/** Each room by itself. */
const eachRoom: JsonParts = { depth: 2, isPart: ([first]) => first === 'rooms' }

/** One round of a sliding sync connection. Throws `unknown-pos` when the server forgot the connection: begin it again without `pos`. */
export async function slidingSync(homeserver: Homeserver, request: SlidingSyncRequest): Promise<SlidingSyncResponse> {
  const { pos, timeoutMs, presence, signal } = request
  const answer = await homeserver.json({
    method: 'POST',
    path: path`/_matrix/client/unstable/org.matrix.simplified_msc3575/sync`,
    query: { pos, timeout: timeoutMs, set_presence: presence },
    body: {
      conn_id: request.connectionId,
      lists: Object.fromEntries(Object.entries(request.lists).map(([name, list]) => [name, writeList(list)])),
      room_subscriptions: Object.fromEntries([...(request.subscriptions ?? [])].map(([roomId, config]) => [roomId, writeConfig(config)])),
      extensions: writeExtensions(request.extensions),
    },
    patience: longPollPatience(timeoutMs, pos === undefined),
    maxBytes: largestSync,
    parts: eachRoom,
    signal,
  })
  return readSlidingSync(answer)
}

const writeConfig = ({ timelineLimit, requiredState }: RoomConfig): JsonRecord =>
  ({ timeline_limit: timelineLimit, required_state: requiredState })

function writeList({ range, filters, ...config }: RoomListConfig): JsonRecord {
  return {
    ...writeConfig(config),
    ranges: [range],
    filters: filters && {
      is_dm: filters.isDirect,
      is_encrypted: filters.isEncrypted,
      is_invite: filters.isInvited,
      room_types: filters.roomTypes,
      not_room_types: filters.notRoomTypes,
    },
  }
}

function writeExtensions({ toDevice, encryption, accountData, receipts, typing }: Extensions): JsonRecord {
  const whether = (enabled: boolean | undefined) => enabled === true ? { enabled } : undefined
  return {
    to_device: toDevice && { enabled: true, since: toDevice.since, limit: toDevice.limit },
    e2ee: whether(encryption),
    account_data: whether(accountData),
    receipts: whether(receipts),
    typing: whether(typing),
  }
}

function readSlidingSync(answer: JsonRecord): SlidingSyncResponse {
  const extensions = ownRecord(answer, 'extensions') ?? {}
  const extension = (name: string) => ownRecord(extensions, name) ?? {}
  const toDevice = extension('to_device')
  const nextBatch = ownString(toDevice, 'next_batch')
  const encryption = ownRecord(extensions, 'e2ee')
  return {
    pos: requiredString(answer, 'pos'),
    listCounts: mapOf(answer, 'lists', isName, (list) => isRecord(list) ? ownNumber(list, 'count') : undefined),
    rooms: mapOf(answer, 'rooms', isRoomId, (room) => isRecord(room) ? readRoom(room) : undefined),
    toDevice: nextBatch === undefined ? undefined : { nextBatch, events: ownArray(toDevice, 'events') ?? [] },
    encryption: encryption && readEncryption(encryption),
    accountData: ownArray(extension('account_data'), 'global') ?? [],
    roomAccountData: mapOf(extension('account_data'), 'rooms', isRoomId, (events) => Array.isArray(events) ? events : undefined),
    receipts: mapOf(extension('receipts'), 'rooms', isRoomId, (event) => isRecord(event) ? event : undefined),
    typing: mapOf(extension('typing'), 'rooms', isRoomId, (event) => isRecord(event) ? event : undefined),
  }
}

function readRoom(room: JsonRecord): SlidingRoom {
  return {
    isInitial: ownBoolean(room, 'initial') ?? false,
    name: stringOrNull(room, 'name'),
    avatar: stringOrNull(room, 'avatar'),
    heroes: ownRecords(room, 'heroes')?.flatMap(readHero),
    isDirect: ownBoolean(room, 'is_dm'),
    membership: ownString(room, 'membership'),
    requiredState: ownArray(room, 'required_state') ?? [],
    timeline: ownArray(room, 'timeline') ?? [],
    isExpandedTimeline: (ownBoolean(room, 'expanded_timeline') ?? ownBoolean(room, 'unstable_expanded_timeline')) === true,
    isLimited: ownBoolean(room, 'limited') ?? false,
    prevBatch: ownString(room, 'prev_batch'),
    liveCount: ownNumber(room, 'num_live') ?? 0,
    joinedCount: ownNumber(room, 'joined_count'),
    invitedCount: ownNumber(room, 'invited_count'),
    notificationCount: ownNumber(room, 'notification_count'),
    highlightCount: ownNumber(room, 'highlight_count'),
    bumpStamp: ownNumber(room, 'bump_stamp'),
    strippedState: ownArray(room, 'stripped_state') ?? ownArray(room, 'invite_state'),
  }
}

function readHero(hero: JsonRecord): readonly Hero[] {
  const userId = ownString(hero, 'user_id')
  return isUserId(userId) ? [{ userId, displayName: ownString(hero, 'displayname'), avatarUrl: ownString(hero, 'avatar_url') }] : []
}

function stringOrNull(room: JsonRecord, key: string): string | null | undefined {
  return ownValue(room, key) === null ? null : ownString(room, key)
}
