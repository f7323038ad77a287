import { isRecord, ownStrings, type JsonRecord } from '../base/json.ts'
import { isEventId, isRoomId, type EventId, type RoomAlias, type RoomId, type UserId } from '../../../preload/contract/ids.ts'
import type { Cancellable, Homeserver } from './homeserver.ts'
import { path } from './path.ts'
import { requiredArray, requiredId } from './read.ts'

// Client-server API, "Rooms": making rooms, finding them, and their state.

export type NewRoom = Cancellable & {
  readonly name?: string | undefined
  readonly topic?: string | undefined
  /** The part of the alias before the colon. */
  readonly aliasName?: string | undefined
  readonly preset: 'private_chat' | 'public_chat' | 'trusted_private_chat'
  /** Whether the server's room directory lists it. */
  readonly visibility: 'public' | 'private'
  readonly isDirect: boolean
  readonly invite: readonly UserId[]
  readonly initialState: readonly { readonly type: string; readonly stateKey: string; readonly content: JsonRecord }[]
  /** Further keys of `m.room.create`, such as the `type` of a space. */
  readonly creationContent?: JsonRecord | undefined
}

/** Not repeatable: the specification gives it no transaction id, so a lost answer may have made a room. */
export async function createRoom(homeserver: Homeserver, room: NewRoom): Promise<RoomId> {
  const answer = await homeserver.json({
    method: 'POST',
    path: path`/_matrix/client/v3/createRoom`,
    body: {
      name: room.name,
      topic: room.topic,
      room_alias_name: room.aliasName,
      preset: room.preset,
      visibility: room.visibility,
      is_direct: room.isDirect,
      invite: room.invite,
      initial_state: room.initialState.map(({ type, stateKey, content }) => ({ type, state_key: stateKey, content })),
      creation_content: room.creationContent,
    },
    signal: room.signal,
  })
  return requiredId(answer, 'room_id', isRoomId)
}

/** Where an alias leads, and servers that can help to join there. Throws `not-found`. */
export async function resolveAlias(
  homeserver: Homeserver,
  { alias, signal }: Cancellable & { readonly alias: RoomAlias },
): Promise<{ readonly roomId: RoomId; readonly servers: readonly string[] }> {
  const answer = await homeserver.json({ method: 'GET', path: path`/_matrix/client/v3/directory/room/${alias}`, signal })
  return { roomId: requiredId(answer, 'room_id', isRoomId), servers: ownStrings(answer, 'servers') ?? [] }
}

export type StateKey = { readonly roomId: RoomId; readonly type: string; readonly stateKey: string }

/** The content of one piece of state. Throws `not-found`. */
export function getState(homeserver: Homeserver, { roomId, type, stateKey, signal }: Cancellable & StateKey): Promise<JsonRecord> {
  return homeserver.json({ method: 'GET', path: path`/_matrix/client/v3/rooms/${roomId}/state/${type}/${stateKey}`, signal })
}

export async function setState(
  homeserver: Homeserver,
  { roomId, type, stateKey, content, signal }: Cancellable & StateKey & { readonly content: JsonRecord },
): Promise<EventId> {
  const target = path`/_matrix/client/v3/rooms/${roomId}/state/${type}/${stateKey}`
  return requiredId(await homeserver.json({ method: 'PUT', path: target, body: content, signal }), 'event_id', isEventId)
}

/** `m.room.member` events of everybody with one of the memberships; all of them without `membership`. */
export async function getMembers(
  homeserver: Homeserver,
  { roomId, membership, notMembership, at, signal }: Cancellable & {
    readonly roomId: RoomId
    readonly membership?: string
    readonly notMembership?: string
    /** As of this position of a sync. */
    readonly at?: string
  },
): Promise<readonly JsonRecord[]> {
  const answer = await homeserver.json({
    method: 'GET',
    path: path`/_matrix/client/v3/rooms/${roomId}/members`,
    query: { membership, not_membership: notMembership, at },
    // 100,000 members are some 50 MB.
    patience: { idleMs: 120_000, totalMs: 600_000 },
    maxBytes: 256 * 1024 * 1024,
    signal,
  })
  return requiredArray(answer, 'chunk').filter(isRecord)
}
