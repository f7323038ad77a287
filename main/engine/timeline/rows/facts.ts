import { isEventId, isUserId, type EventId, type UserId } from '../../../../preload/contract/ids.ts'
import type { Reaction } from '../../../../preload/contract/rows/timeline-row.ts'
import type { Me } from '../../base/me.ts'
import { ownBoolean, ownRecord, ownString, ownValue } from '../../base/json.ts'
import { peopleIn, personIn, type PlaceOfPeople } from '../../rooms/names.ts'
import { readPowerLevels, type PowerLevels } from '../../rooms/power-levels.ts'
import type { Reader } from '../../store/reader.ts'
import { readEncryptionFacts } from '../../store/tables/encrypted-events.ts'
import { positionsOf, readEvents, type EventRecord } from '../../store/tables/events.ts'
import { readReadMarks, type ReadMark } from '../../store/tables/read-marks.ts'
import { readLatestEdits, readReactions, type ReactionEntry } from '../../store/tables/relations.ts'
import type { RoomRecord } from '../../store/tables/rooms.ts'
import { readState } from '../../store/tables/state.ts'
import type { People } from './lines.ts'
import type { Pending } from './pending.ts'
import { readShown, type Said, type ShownEvent } from './shown-event.ts'
import type { Stretch } from './window.ts'

/** Reactions of an event beside the id of my own one, by which it is taken back. */
export type ReactionFact = Reaction & { readonly mineId: EventId | null }

/**
 * All that the rows of a stretch need from the store, gathered in a fixed number of statements whatever the stretch's length; only somebody
 * who is merely mentioned costs one of their own.
 */
export type Facts = {
  readonly me: Me
  readonly room: RoomRecord
  readonly people: People
  readonly powers: PowerLevels
  readonly events: readonly ShownEvent[]
  /** From this place on messages should come encrypted; null where they need not. */
  readonly encryptedFrom: number | null
  readonly reactions: ReadonlyMap<EventId, readonly ReactionFact[]>
  /** Answered events, those of them that are stored. */
  readonly answered: ReadonlyMap<EventId, ShownEvent>
  readonly redactions: ReadonlyMap<EventId, ShownEvent>
  /** By the row on which they are shown: the last one at or before what was read. */
  readonly readers: ReadonlyMap<EventId, readonly UserId[]>
}

/** As many of those who have read a row as are shown on it. */
export const mostReaders = 5

/** What rows are made of: a stretch's events, and what waits in the outbox. */
export type Seen = Pick<Stretch, 'events' | 'until'> & { readonly pending: readonly Pending[] }

export function gatherFacts(reader: Reader, room: RoomRecord, me: Me, { events, until, pending }: Seen): Facts {
  const ids = events.map(({ eventId }) => eventId)
  const edits = readLatestEdits(reader, room.room, ids)
  const encryption = readEncryptionFacts(reader, events.map(({ event }) => event))
  const shown = events.map((record) => readShown(record, edits.get(record.eventId), encryption.get(record.event)))
  const answers = pending.map(({ input }) => ownValue(input, 'replyTo')).filter((target) => isEventId(target))
  const answered = readShownEvents(reader, room.room, [...shown.map(answeredId).filter((eventId) => eventId !== null), ...answers])
  const redactions = readShownEvents(reader, room.room, events.map(({ redactedBy }) => redactedBy).filter((eventId) => eventId !== null))
  const firstPosition = events[0]?.position ?? null
  const readers = readersByRow(events, firstPosition === null ? [] : readReadMarks(reader, room.room, me.userId, firstPosition, until))
  const entries = readReactions(reader, room.room, ids, me.userId)
  const seen = [
    me.userId, ...[...shown, ...answered.values(), ...redactions.values()].flatMap(peopleOfEvent), ...entries.map(({ sender }) => sender),
    ...[...readers.values()].flatMap((ofRow) => ofRow.slice(0, mostReaders)),
  ]
  const people = lookUp(reader, { room: room.room, account: me.userId }, seen)
  const reactions = reactionsByTarget(entries, people)
  const encryptedFrom = readEncryptedFrom(reader, room)
  return { me, room, people, powers: readPowerLevels(reader, room.room), events: shown, encryptedFrom, reactions, answered, redactions, readers }
}

/** Where encryption was switched on; where that is not known, all that is known came after it. */
function readEncryptedFrom(reader: Reader, { room, isEncrypted }: RoomRecord): number | null {
  if (!isEncrypted) return null
  const eventId = readState(reader, room, 'm.room.encryption')?.eventId ?? null
  return (eventId === null ? undefined : positionsOf(reader, room, [eventId]).get(eventId)) ?? -Infinity
}

/** Whom an event answers: not the fallback by which threads are shown to clients that know none. */
export function answeredId({ relatesTo }: Pick<Said, 'relatesTo'>): EventId | null {
  const isFallback = ownString(relatesTo, 'rel_type') === 'm.thread' && ownBoolean(relatesTo, 'is_falling_back') === true
  const eventId = ownString(ownRecord(relatesTo, 'm.in_reply_to') ?? {}, 'event_id')
  return !isFallback && isEventId(eventId) ? eventId : null
}

/** Who said it, and of a change of membership whose it is. */
function peopleOfEvent({ sender, stateKey }: Said): readonly UserId[] {
  return isUserId(stateKey) ? [sender, stateKey] : [sender]
}

function lookUp(reader: Reader, place: PlaceOfPeople, seen: readonly UserId[]): People {
  const known = new Map(peopleIn(reader, place, seen))
  return (userId) => {
    const person = known.get(userId) ?? personIn(reader, place, userId)
    known.set(userId, person)
    return person
  }
}

function readShownEvents(reader: Reader, room: number, eventIds: readonly EventId[]): ReadonlyMap<EventId, ShownEvent> {
  const records = readEvents(reader, room, [...new Set(eventIds)])
  const edits = readLatestEdits(reader, room, [...records.keys()])
  const encryption = readEncryptionFacts(reader, [...records.values()].map(({ event }) => event))
  return new Map([...records].map(([eventId, record]) => [eventId, readShown(record, edits.get(eventId), encryption.get(record.event))]))
}

function reactionsByTarget(entries: readonly ReactionEntry[], people: People): Facts['reactions'] {
  const byTarget = new Map<EventId, Map<string, ReactionFact>>()
  for (const { targetId, key, count, mine, sender } of entries) {
    const ofTarget = byTarget.get(targetId) ?? new Map<string, ReactionFact>()
    byTarget.set(targetId, ofTarget)
    const names = [...(ofTarget.get(key)?.people ?? []), people(sender).name]
    ofTarget.set(key, { key, count, mine: mine !== null, mineId: mine, people: names })
  }
  return new Map([...byTarget].map(([targetId, reactions]) => [targetId, [...reactions.values()]]))
}

function readersByRow(events: readonly EventRecord[], marks: readonly ReadMark[]): Facts['readers'] {
  const readers = new Map<EventId, UserId[]>()
  for (const { userId, position } of marks) {
    const row = events.findLast((event) => event.position !== null && event.position <= position)
    if (!row) continue
    const ofRow = readers.get(row.eventId) ?? []
    readers.set(row.eventId, ofRow)
    ofRow.push(userId)
  }
  return readers
}
