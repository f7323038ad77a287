import { boolean, integer, list, nonEmptyText, object, oneOf, optional, text, type Guard } from '../guard.ts'
import type { GuardsOf } from '../guards-of.ts'
import { isEventId, isRoomId, isUserId, type EventId, type LocalId, type RoomId, type UserId } from '../ids.ts'
import type { Draft, FoundRow, MemberRow, RoomRow } from '../rows/room-row.ts'

export const roomFilters = ['all', 'unread', 'dm', 'invites', 'favourites', 'left'] as const
export type RoomFilter = (typeof roomFilters)[number]

/** An operation is in the outbox: it will happen, whatever becomes of the network or this process. */
export type Queued = { readonly localId: LocalId }

type InRoom = { readonly account: UserId; readonly roomId: RoomId }

export type RoomCalls = {
  /** In the window's order; `all` is joined and invited rooms. */
  'room.list': { in: { readonly account: UserId; readonly filter: RoomFilter; readonly limit: number }; out: readonly RoomRow[] }
  /** For the quick switcher: by name, alias and people, forgiving typing errors; best first. */
  'room.find': { in: { readonly account: UserId; readonly query: string; readonly limit: number }; out: readonly FoundRow[] }
  /** From an id, an alias or the exact name. Fails with `not-found`, or `bad-input` when several rooms have that name. */
  'room.resolve': { in: { readonly account: UserId; readonly room: string }; out: { readonly roomId: RoomId } }
  'room.create': {
    in: {
      readonly account: UserId
      readonly name?: string
      readonly isEncrypted?: boolean
      readonly isDirect?: boolean
      readonly isPublic?: boolean
      readonly invite?: readonly UserId[]
    }
    out: Queued
  }
  /** By id or alias. */
  'room.join': { in: { readonly account: UserId; readonly room: string; readonly via?: readonly string[] }; out: Queued }
  /** Also declines an invite. */
  'room.leave': { in: InRoom; out: Queued }
  'room.invite': { in: InRoom & { readonly userId: UserId }; out: Queued }
  /** Everyone invited or joined; asks the server once for a room whose members were loaded lazily. */
  'room.members': { in: InRoom; out: readonly MemberRow[] }
  /** Read up to the newest event known, or to `upTo`. */
  'room.read': { in: InRoom & { readonly upTo?: EventId }; out: Queued }
  'room.typing': { in: InRoom & { readonly isTyping: boolean }; out: Record<string, never> }
  'room.draft': { in: InRoom & { readonly draft: Draft | null }; out: Record<string, never> }
}

const account = isUserId
const roomId = isRoomId
const inRoom = object<InRoom>({ account, roomId })
const isNull: Guard<null> = (value): value is null => value === null
const eventIdOrNull: Guard<EventId | null> = (value): value is EventId | null => isNull(value) || isEventId(value)
const draft: Guard<Draft> = object<Draft>({ text: text(), replyTo: eventIdOrNull })
const draftOrNull: Guard<Draft | null> = (value): value is Draft | null => isNull(value) || draft(value)

export const roomGuards: GuardsOf<RoomCalls> = {
  'room.list': object<RoomCalls['room.list']['in']>({ account, filter: oneOf(...roomFilters), limit: integer(1, 100_000) }),
  'room.find': object<RoomCalls['room.find']['in']>({ account, query: text(255), limit: integer(1, 100) }),
  'room.resolve': object<RoomCalls['room.resolve']['in']>({ account, room: nonEmptyText(1024) }),
  'room.create': object<RoomCalls['room.create']['in']>({
    account, name: optional(text(255)), isEncrypted: optional(boolean), isDirect: optional(boolean), isPublic: optional(boolean),
    invite: optional(list(isUserId, 1000)),
  }),
  'room.join': object<RoomCalls['room.join']['in']>({ account, room: nonEmptyText(255), via: optional(list(nonEmptyText(255), 20)) }),
  'room.leave': inRoom,
  'room.invite': object<RoomCalls['room.invite']['in']>({ account, roomId, userId: isUserId }),
  'room.members': inRoom,
  'room.read': object<RoomCalls['room.read']['in']>({ account, roomId, upTo: optional(isEventId) }),
  'room.typing': object<RoomCalls['room.typing']['in']>({ account, roomId, isTyping: boolean }),
  'room.draft': object<RoomCalls['room.draft']['in']>({ account, roomId, draft: draftOrNull }),
}
