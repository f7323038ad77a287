/**
 * Everything that can be looked at. A view is subscribed to with an input; what comes first is a `reset` with the rows of its window, then
 * diffs, batched to one message a frame. `head` is what holds for the view as a whole. `move` shifts the window without a new subscription.
 */
import { empty, either, integer, list, object, oneOf, optional, text, type Guard } from './guard.ts'
import type { GuardsOf } from './guards-of.ts'
import { isEventId, isRoomId, isUserId, type EventId, type RoomId, type UserId } from './ids.ts'
import type { AccountRow } from './rows/account-row.ts'
import type { AppRow } from './rows/app-row.ts'
import type { DeviceRow, EncryptionRow, PersonTrustRow, UndecryptedRow, VerificationRow } from './rows/encryption-row.ts'
import type { OutboxRow } from './rows/outbox-row.ts'
import type { MemberRow, RoomDetailsRow, RoomListRow, SpaceRow } from './rows/room-row.ts'
import type { HistoryRow } from './rows/search-row.ts'
import type { Settings } from './rows/settings.ts'
import type { TimelineRow } from './rows/timeline-row.ts'
import { roomFilters, type RoomFilter } from './calls/room-calls.ts'

/** A window of a long list: the rows `from` … `from + count - 1`. */
export type Slice = { readonly from: number; readonly count: number }

/** `total`: how long the whole list is; `from`: where the window stands in it. */
export type SliceHead = { readonly total: number; readonly from: number }

export type TimelineMove =
  | { readonly to: 'older' | 'newer'; readonly count: number }
  | { readonly to: 'live' }
  | { readonly to: 'event'; readonly eventId: EventId }

export type TimelineHead = {
  /** The first event of the room is among the rows. */
  readonly atStart: boolean
  /** The last row is the newest there is, and new ones will follow. */
  readonly isLive: boolean
  readonly older: 'idle' | 'loading' | 'failed'
  readonly newer: 'idle' | 'loading' | 'failed'
  /** Why the last loading failed, in one sentence. */
  readonly reason: string | null
  /** Key of the first unread row as it was when the view was opened or moved; null when all is read. */
  readonly unreadFrom: string | null
  /** The row that a move to an event asked for. */
  readonly anchor: string | null
}

/** loading: asked of the server now. failed: it could not be asked, `reason` says why; the rows are those last known. */
export type DevicesHead = { readonly state: 'loading' | 'ready' | 'failed'; readonly reason: string | null }

type NoHead = Record<string, never>
type NoMove = never

export type EngineViews = {
  accounts: { in: Record<string, never>; row: AccountRow; head: NoHead; move: NoMove }
  rooms: {
    in: { readonly account: UserId; readonly filter: RoomFilter; readonly space?: RoomId; readonly folded?: readonly string[] } & Slice
    row: RoomListRow
    head: SliceHead
    move: Slice
  }
  spaces: { in: { readonly account: UserId }; row: SpaceRow; head: NoHead; move: NoMove }
  room: { in: { readonly account: UserId; readonly roomId: RoomId }; row: RoomDetailsRow; head: NoHead; move: NoMove }
  timeline: {
    in: { readonly account: UserId; readonly roomId: RoomId; readonly count: number; readonly at?: EventId }
    row: TimelineRow
    head: TimelineHead
    move: TimelineMove
  }
  /**
   * What arrives from now on, in one room or in all, oldest first; the rows are those of the timelines. The newest few hundred stay, so
   * that one whose text comes later (an edit, a key) is told as changed.
   */
  feed: { in: { readonly account: UserId; readonly roomId?: RoomId }; row: TimelineRow; head: NoHead; move: NoMove }
  members: {
    in: { readonly account: UserId; readonly roomId: RoomId; readonly query?: string } & Slice
    row: MemberRow
    head: SliceHead
    move: Slice
  }
  outbox: { in: { readonly account: UserId }; row: OutboxRow; head: NoHead; move: NoMove }
  /** One row: how the account's encryption stands. */
  encryption: { in: { readonly account: UserId }; row: EncryptionRow; head: NoHead; move: NoMove }
  /** The account's own devices, this one first; asked of the server when the view is opened and when something changed. */
  devices: { in: { readonly account: UserId }; row: DeviceRow; head: DevicesHead; move: NoMove }
  /** Verifications under way, and those that ended in the last minute. */
  verifications: { in: { readonly account: UserId }; row: VerificationRow; head: NoHead; move: NoMove }
  /** Why messages are not decrypted, grouped by cause. */
  undecrypted: { in: { readonly account: UserId }; row: UndecryptedRow; head: NoHead; move: NoMove }
  /** One row: whether somebody is who they were. */
  trust: { in: { readonly account: UserId; readonly userId: UserId }; row: PersonTrustRow; head: NoHead; move: NoMove }
  /** How the download of histories goes: of the rooms for which it was asked, of the one under way, and of the room named. */
  history: { in: { readonly account: UserId; readonly roomId?: RoomId }; row: HistoryRow; head: NoHead; move: NoMove }
  settings: { in: Record<string, never>; row: Settings & { readonly key: 'settings' }; head: NoHead; move: NoMove }
}

export type AppViews = {
  app: { in: Record<string, never>; row: AppRow; head: NoHead; move: NoMove }
}

export type Views = EngineViews & AppViews
export type ViewName = keyof Views
export type EngineViewName = keyof EngineViews

/**
 * `change`: what differs of the row, only for those who watch with `changes`; others get the whole row by `set`. `fields` are as they are now;
 * of the objects named in `within` only what differs of theirs is told.
 */
export type Diff<Row> =
  | { readonly op: 'reset'; readonly rows: readonly Row[] }
  | { readonly op: 'insert' | 'set'; readonly at: number; readonly row: Row }
  | { readonly op: 'change'; readonly at: number; readonly fields: Partial<Row>; readonly within?: Within<Row> }
  | { readonly op: 'remove'; readonly at: number }

export type Within<Row> = { readonly [Name in keyof Row]?: Partial<Row[Name]> }

/** One message of a view: what changed since the one before. Positions count from the start of the window. */
export type Batch<Name extends ViewName> = {
  readonly diffs: readonly Diff<Views[Name]['row']>[]
  readonly head: Views[Name]['head']
}

const slice = { from: integer(0, 10_000_000), count: integer(1, 1000) }
const account = isUserId
const roomId = isRoomId

export const engineViewGuards: GuardsOf<EngineViews> = {
  accounts: empty,
  rooms: object<EngineViews['rooms']['in']>({
    account, filter: oneOf(...roomFilters), space: optional(isRoomId), folded: optional(list(text(64), 100)), ...slice,
  }),
  spaces: object<EngineViews['spaces']['in']>({ account }),
  room: object<EngineViews['room']['in']>({ account, roomId }),
  timeline: object<EngineViews['timeline']['in']>({ account, roomId, count: integer(1, 1000), at: optional(isEventId) }),
  feed: object<EngineViews['feed']['in']>({ account, roomId: optional(isRoomId) }),
  members: object<EngineViews['members']['in']>({ account, roomId, query: optional(text(255)), ...slice }),
  outbox: object<EngineViews['outbox']['in']>({ account }),
  encryption: object<EngineViews['encryption']['in']>({ account }),
  devices: object<EngineViews['devices']['in']>({ account }),
  verifications: object<EngineViews['verifications']['in']>({ account }),
  undecrypted: object<EngineViews['undecrypted']['in']>({ account }),
  trust: object<EngineViews['trust']['in']>({ account, userId: isUserId }),
  history: object<EngineViews['history']['in']>({ account, roomId: optional(isRoomId) }),
  settings: empty,
}

const never: Guard<never> = (_value): _value is never => false
const moveSlice = object<Slice>(slice)
const moveTimeline: Guard<TimelineMove> = either(
  object<Extract<TimelineMove, { count: number }>>({ to: oneOf('older', 'newer'), count: integer(1, 1000) }),
  either(
    object<Extract<TimelineMove, { to: 'live' }>>({ to: oneOf('live') }),
    object<Extract<TimelineMove, { to: 'event' }>>({ to: oneOf('event'), eventId: isEventId }),
  ),
)

export const engineMoveGuards: { readonly [Name in EngineViewName]: Guard<EngineViews[Name]['move']> } = {
  accounts: never, rooms: moveSlice, spaces: never, room: never, timeline: moveTimeline, feed: never, members: moveSlice, outbox: never,
  encryption: never, devices: never, verifications: never, undecrypted: never, trust: never, history: never, settings: never,
}

export const isEngineViewName = (name: unknown): name is EngineViewName => typeof name === 'string' && Object.hasOwn(engineViewGuards, name)
