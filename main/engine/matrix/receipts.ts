import type { EventId, RoomId } from '../../../preload/contract/ids.ts'
import type { Cancellable, Homeserver } from './homeserver.ts'
import { path } from './path.ts'

// Client-server API, "Receipts" and "Fully read markers". All may be repeated.

/** `m.read` is for everybody to see, `m.read.private` for the user's own devices. */
export type ReceiptType = 'm.read' | 'm.read.private'

/** Says that everything up to `eventId` is read. `threadId`: in that thread only; "main" for what is in none; absent for all. */
export async function sendReceipt(
  homeserver: Homeserver,
  { roomId, type, eventId, threadId, signal }: Cancellable & {
    readonly roomId: RoomId
    readonly type: ReceiptType
    readonly eventId: EventId
    readonly threadId?: EventId | 'main' | undefined
  },
): Promise<void> {
  const target = path`/_matrix/client/v3/rooms/${roomId}/receipt/${type}/${eventId}`
  await homeserver.json({ method: 'POST', path: target, body: { thread_id: threadId }, signal })
}

/** Moves the fully-read marker, and with it any receipt that is named. */
export async function setReadMarkers(
  homeserver: Homeserver,
  { roomId, fullyRead, read, readPrivately, signal }: Cancellable & {
    readonly roomId: RoomId
    readonly fullyRead?: EventId | undefined
    readonly read?: EventId | undefined
    readonly readPrivately?: EventId | undefined
  },
): Promise<void> {
  const body = { 'm.fully_read': fullyRead, 'm.read': read, 'm.read.private': readPrivately }
  await homeserver.json({ method: 'POST', path: path`/_matrix/client/v3/rooms/${roomId}/read_markers`, body, signal })
}
