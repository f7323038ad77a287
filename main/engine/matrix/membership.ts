import { isRoomId, type RoomAlias, type RoomId, type UserId } from '../../../preload/contract/ids.ts'
import type { JsonRecord } from '../base/json.ts'
import type { Cancellable, Homeserver } from './homeserver.ts'
import { path } from './path.ts'
import { requiredId } from './read.ts'

// Client-server API, "Room membership". Joining, leaving and forgetting may be repeated; the others are refused when nothing is left to do.

type InRoom = Cancellable & { readonly roomId: RoomId; readonly reason?: string | undefined }
type Somebody = InRoom & { readonly userId: UserId }

/** `via`: servers that are in the room, for a room of which this homeserver knows nothing yet. */
export async function joinRoom(
  homeserver: Homeserver,
  { room, via = [], reason, signal }: Cancellable & {
    readonly room: RoomId | RoomAlias
    readonly via?: readonly string[]
    readonly reason?: string | undefined
  },
): Promise<RoomId> {
  const answer = await homeserver.json({
    method: 'POST',
    path: path`/_matrix/client/v3/join/${room}`,
    // `server_name` is what servers before v1.12 read.
    query: { via, server_name: via },
    body: { reason },
    // Joining a large room over federation.
    patience: { idleMs: 300_000, totalMs: 300_000 },
    signal,
  })
  return requiredId(answer, 'room_id', isRoomId)
}

/** Leaves, declines an invite, or takes back a knock. */
export async function leaveRoom(homeserver: Homeserver, { roomId, reason, signal }: InRoom): Promise<void> {
  await post(homeserver, { roomId, verb: 'leave', body: { reason }, signal })
}

/** Takes a room that was left off the account, with its history. */
export async function forgetRoom(homeserver: Homeserver, { roomId, signal }: InRoom): Promise<void> {
  await post(homeserver, { roomId, verb: 'forget', body: {}, signal })
}

export async function inviteUser(homeserver: Homeserver, { roomId, userId, reason, signal }: Somebody): Promise<void> {
  await post(homeserver, { roomId, verb: 'invite', body: { user_id: userId, reason }, signal })
}

export async function kickUser(homeserver: Homeserver, { roomId, userId, reason, signal }: Somebody): Promise<void> {
  await post(homeserver, { roomId, verb: 'kick', body: { user_id: userId, reason }, signal })
}

export async function banUser(homeserver: Homeserver, { roomId, userId, reason, signal }: Somebody): Promise<void> {
  await post(homeserver, { roomId, verb: 'ban', body: { user_id: userId, reason }, signal })
}

export async function unbanUser(homeserver: Homeserver, { roomId, userId, reason, signal }: Somebody): Promise<void> {
  await post(homeserver, { roomId, verb: 'unban', body: { user_id: userId, reason }, signal })
}

async function post(
  homeserver: Homeserver,
  { roomId, verb, body, signal }: Cancellable & { readonly roomId: RoomId; readonly verb: string; readonly body: JsonRecord },
): Promise<void> {
  await homeserver.json({ method: 'POST', path: path`/_matrix/client/v3/rooms/${roomId}/${verb}`, body, signal })
}
