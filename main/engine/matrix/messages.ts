import { ownArray, ownRecord, ownString, type JsonRecord } from '../base/json.ts'
import { isEventId, type EventId, type RoomId } from '../../../preload/contract/ids.ts'
import { HomeserverError } from './errors.ts'
import type { Cancellable, Homeserver } from './homeserver.ts'
import { path } from './path.ts'
import { requiredArray, requiredId } from './read.ts'

// Client-server API, "Getting events for a room", "Sending events to a room", "Redactions" and "Forwards relations".

type InRoom = Cancellable & { readonly roomId: RoomId }

/** May be repeated with the same `txnId` on the same device: the server makes one event of it. */
export async function sendEvent(
  homeserver: Homeserver,
  { roomId, type, content, txnId, signal }: InRoom & { readonly type: string; readonly content: JsonRecord; readonly txnId: string },
): Promise<EventId> {
  const target = path`/_matrix/client/v3/rooms/${roomId}/send/${type}/${txnId}`
  return requiredId(await homeserver.json({ method: 'PUT', path: target, body: content, signal }), 'event_id', isEventId)
}

/** May be repeated with the same `txnId`. The id is that of the redaction. */
export async function redactEvent(
  homeserver: Homeserver,
  { roomId, eventId, reason, txnId, signal }: InRoom & {
    readonly eventId: EventId
    readonly reason?: string | undefined
    readonly txnId: string
  },
): Promise<EventId> {
  const target = path`/_matrix/client/v3/rooms/${roomId}/redact/${eventId}/${txnId}`
  return requiredId(await homeserver.json({ method: 'PUT', path: target, body: { reason }, signal }), 'event_id', isEventId)
}

export type Direction = 'backward' | 'forward'

/** Events in the order of the direction. No `end`: there is nothing further. An empty page with an `end` is not the end. */
export type MessagePage = {
  readonly events: readonly unknown[]
  /** State that helps to show them: with a lazy-loading filter, their senders. */
  readonly state: readonly unknown[]
  readonly end: string | undefined
}

/** A page of history. Without `from` it begins at the newest event (backward) or the first one (forward). */
export async function getMessages(
  homeserver: Homeserver,
  { roomId, direction, from, to, limit, filter, signal }: InRoom & {
    readonly direction: Direction
    readonly from?: string | undefined
    readonly to?: string | undefined
    readonly limit: number
    /** A room event filter (client-server API, "Filtering"). */
    readonly filter?: JsonRecord
  },
): Promise<MessagePage> {
  const answer = await homeserver.json({
    method: 'GET',
    path: path`/_matrix/client/v3/rooms/${roomId}/messages`,
    query: { dir: letterOf(direction), from, to, limit, filter: filter && JSON.stringify(filter) },
    // The server may have to ask other servers for what it lacks.
    patience: { idleMs: 60_000, totalMs: 120_000 },
    signal,
  })
  return { events: requiredArray(answer, 'chunk'), state: ownArray(answer, 'state') ?? [], end: ownString(answer, 'end') }
}

/** An event and its neighbours, oldest first; `start` and `end` are for `getMessages` from there on. */
export type EventContext = {
  readonly event: JsonRecord
  readonly before: readonly unknown[]
  readonly after: readonly unknown[]
  readonly state: readonly unknown[]
  readonly start: string | undefined
  readonly end: string | undefined
}

/** Throws `not-found` for an event that is not there, or not for this user's eyes. */
export async function getContext(
  homeserver: Homeserver,
  { roomId, eventId, limit, filter, signal }: InRoom & {
    readonly eventId: EventId
    readonly limit: number
    readonly filter?: JsonRecord
  },
): Promise<EventContext> {
  const answer = await homeserver.json({
    method: 'GET',
    path: path`/_matrix/client/v3/rooms/${roomId}/context/${eventId}`,
    query: { limit, filter: filter && JSON.stringify(filter) },
    signal,
  })
  const event = ownRecord(answer, 'event')
  if (event === undefined) throw new HomeserverError('bad-response', { detail: 'It lacks "event".' })
  return {
    event,
    before: [...(ownArray(answer, 'events_before') ?? [])].reverse(),
    after: ownArray(answer, 'events_after') ?? [],
    state: ownArray(answer, 'state') ?? [],
    start: ownString(answer, 'start'),
    end: ownString(answer, 'end'),
  }
}

/** One event as the server has it. Throws `not-found`. */
export function getEvent(homeserver: Homeserver, { roomId, eventId, signal }: InRoom & { readonly eventId: EventId }): Promise<JsonRecord> {
  return homeserver.json({ method: 'GET', path: path`/_matrix/client/v3/rooms/${roomId}/event/${eventId}`, signal })
}

/** Events that point to `eventId` with `relationType`, newest first unless `direction` says otherwise. */
export async function getRelations(
  homeserver: Homeserver,
  { roomId, eventId, relationType, direction = 'backward', from, limit, signal }: InRoom & {
    readonly eventId: EventId
    readonly relationType: string
    readonly direction?: Direction
    readonly from?: string | undefined
    readonly limit: number
  },
): Promise<{ readonly events: readonly unknown[]; readonly nextBatch: string | undefined }> {
  const answer = await homeserver.json({
    method: 'GET',
    path: path`/_matrix/client/v1/rooms/${roomId}/relations/${eventId}/${relationType}`,
    query: { dir: letterOf(direction), from, limit },
    signal,
  })
  return { events: requiredArray(answer, 'chunk'), nextBatch: ownString(answer, 'next_batch') }
}

const letterOf = (direction: Direction): 'b' | 'f' => direction === 'backward' ? 'b' : 'f'
