import type { RoomId } from '../../../../preload/contract/ids.ts'
import { Turns } from '../../base/turns.ts'
import { ownRecord, ownString, type JsonRecord } from '../../base/json.ts'
import type { Decrypted, Decryption, SealedEvent } from '../../crypto/decryption/decryption.ts'
import type { Store } from '../../store/store.ts'
import { readEvents } from '../../store/tables/events.ts'
import { roomKey } from '../../store/tables/rooms.ts'
import { prepareEvent, type PreparedEvent } from '../prepared-event.ts'

/** How many events are looked at in one go: a millisecond or two. */
const eventsInOneGo = 2_000

/** Events of one room. */
export type EventsOfRoom = { readonly roomId: RoomId; readonly events: readonly PreparedEvent[] }

/**
 * Decrypts what is about to be stored: the events themselves and edits bundled with them, those that the store has decrypted already left
 * out. Lists come back in the order given, with what could not be decrypted as it was and a cause. Off any transaction; never rejects for
 * what is in an event.
 */
export async function openEvents(
  store: Store, decryption: Pick<Decryption, 'decrypt'>, rooms: readonly EventsOfRoom[],
): Promise<readonly (readonly PreparedEvent[])[]> {
  const turns = new Turns(eventsInOneGo)
  const waiting: { readonly roomId: RoomId; readonly event: PreparedEvent }[] = []
  for (const { roomId, events } of rooms) {
    const sealed = events.flatMap((event) => [event, ...(event.bundledEdit === null ? [] : [event.bundledEdit])]).filter(isSealed)
    const known = sealed.length === 0 ? noIds : readOpenIds(store, roomId, sealed)
    for (const event of sealed) if (!known.has(event.eventId)) waiting.push({ roomId, event })
    await turns.after(events.length)
  }
  if (waiting.length === 0) return rooms.map(({ events }) => events)
  const results = await decryption.decrypt(waiting.map(({ roomId, event }) => toSealedEvent(roomId, event)))
  const opened = new Map(waiting.map(({ event }, at) => [event, openedEvent(event, results[at])] as const))
  return rooms.map(({ events }) => events.map((event) => replaced(event, opened)))
}

const noIds: ReadonlySet<string> = new Set()

/** Ciphertext that may be opened: not where only what a redaction left of it came. */
const isSealed = ({ encryption, redactedBy }: PreparedEvent): boolean =>
  encryption !== null && encryption.cause !== 'malformed' && encryption.sealed === null && redactedBy === null

function readOpenIds(store: Store, roomId: RoomId, events: readonly PreparedEvent[]): ReadonlySet<string> {
  return store.read((reader) => {
    const room = roomKey(reader, roomId)
    const stored = room === undefined ? [] : [...readEvents(reader, room, events.map(({ eventId }) => eventId)).values()]
    return new Set(stored.filter(({ type, redactedBy }) => type !== 'm.room.encrypted' || redactedBy !== null).map(({ eventId }) => eventId))
  })
}

function replaced(event: PreparedEvent, opened: ReadonlyMap<PreparedEvent, PreparedEvent>): PreparedEvent {
  const bundledEdit = event.bundledEdit === null ? null : (opened.get(event.bundledEdit) ?? event.bundledEdit)
  const open = opened.get(event) ?? event
  return bundledEdit === open.bundledEdit ? open : { ...open, bundledEdit }
}

export function toSealedEvent(roomId: RoomId, { eventId, sender, ts, content, encryption }: PreparedEvent): SealedEvent {
  return { roomId, eventId, sender, ts, content, wasAway: encryption !== null && wasAway(encryption.raw) }
}

/** As the server says it of each event (MSC4115). */
function wasAway(raw: JsonRecord): boolean {
  const unsigned = ownRecord(raw, 'unsigned') ?? {}
  const membership = ownString(unsigned, 'membership') ?? ownString(unsigned, 'io.element.msc4115.membership')
  return membership === 'leave' || membership === 'ban'
}

/** The event as it is to be kept: with what it says in the place of its ciphertext, or with the cause why not. */
export function openedEvent(event: PreparedEvent, result: Decrypted | undefined): PreparedEvent {
  const { encryption } = event
  if (encryption === null || result === undefined) return event
  if (result.clear === null) return { ...event, encryption: { ...encryption, cause: result.cause } }
  const clear = prepareEvent({ ...encryption.raw, ...result.clear })
  if (clear === null) return { ...event, encryption: { ...encryption, cause: 'malformed' } }
  return { ...clear, bundledEdit: event.bundledEdit, encryption: { ...encryption, cause: null, shield: result.shield, sealed: event } }
}
