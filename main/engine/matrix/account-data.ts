import type { JsonRecord } from '../base/json.ts'
import type { RoomId, UserId } from '../../../preload/contract/ids.ts'
import type { Cancellable, Homeserver } from './homeserver.ts'
import { orNothing } from './or-nothing.ts'
import { path, type Path } from './path.ts'

// Client-server API, "Client Config" and "Room Tagging": what the user's devices tell each other through the server.

/** With a `roomId` the data of that room, without one the account's. */
type Place = Cancellable & { readonly userId: UserId; readonly roomId?: RoomId | undefined; readonly type: string }

/** Undefined when nothing was ever put there. */
export function getAccountData(homeserver: Homeserver, { signal, ...place }: Place): Promise<JsonRecord | undefined> {
  return orNothing(homeserver.json({ method: 'GET', path: pathOf(place), signal }))
}

/** Replaces the content as a whole: read, change and write back what other clients put there. */
export async function setAccountData(
  homeserver: Homeserver,
  { content, signal, ...place }: Place & { readonly content: JsonRecord },
): Promise<void> {
  await homeserver.json({ method: 'PUT', path: pathOf(place), body: content, signal })
}

function pathOf({ userId, roomId, type }: Place): Path {
  return roomId === undefined
    ? path`/_matrix/client/v3/user/${userId}/account_data/${type}`
    : path`/_matrix/client/v3/user/${userId}/rooms/${roomId}/account_data/${type}`
}

type Tag = Cancellable & { readonly userId: UserId; readonly roomId: RoomId; readonly tag: string }

/** `order` in [0, 1] places the room among others of the tag, smallest first. */
export async function addTag(homeserver: Homeserver, { order, signal, ...tag }: Tag & { readonly order?: number }): Promise<void> {
  await homeserver.json({ method: 'PUT', path: tagPath(tag), body: { order }, signal })
}

export async function removeTag(homeserver: Homeserver, { signal, ...tag }: Tag): Promise<void> {
  await homeserver.json({ method: 'DELETE', path: tagPath(tag), signal })
}

const tagPath = ({ userId, roomId, tag }: Tag): Path => path`/_matrix/client/v3/user/${userId}/rooms/${roomId}/tags/${tag}`
