import type { RoomId, UserId } from '../../../preload/contract/ids.ts'
import type { Cancellable, Homeserver } from './homeserver.ts'
import { path } from './path.ts'

/** Tells the room that the user is writing, for `timeoutMs` from now, or no longer (client-server API, "Typing notifications"). */
export async function setTyping(
  homeserver: Homeserver,
  { roomId, userId, typing, signal }: Cancellable & {
    readonly roomId: RoomId
    readonly userId: UserId
    readonly typing: { readonly timeoutMs: number } | false
  },
): Promise<void> {
  const target = path`/_matrix/client/v3/rooms/${roomId}/typing/${userId}`
  const body = typing === false ? { typing } : { typing: true, timeout: typing.timeoutMs }
  await homeserver.json({ method: 'PUT', path: target, body, signal })
}
