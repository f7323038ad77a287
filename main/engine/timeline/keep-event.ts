import type { EventId, LocalId, RoomId } from '../../../preload/contract/ids.ts'
import type { Me } from '../base/me.ts'
import { isRecord, ownRecord, ownString, parseJson, type JsonRecord } from '../base/json.ts'
import { applyRedactedState } from '../rooms/apply-state.ts'
import { mentionsMe } from '../rooms/mentions.ts'
import { readPowerLevels } from '../rooms/power-levels.ts'
import type { Writer } from '../store/writer.ts'
import { pruneEncryptedEvent, putCause, putEncryptedEvent, readIndexHolder } from '../store/tables/encrypted-events.ts'
import { insertEvent, placeEvent, pruneEvent, readEvent, replaceEvent, type EventRecord } from '../store/tables/events.ts'
import { addRelation, nothingForetold, readForetold, removeRelation, type Foretold } from '../store/tables/relations.ts'
import { readState } from '../store/tables/state.ts'
import { prepareEvent, type PreparedEncryption, type PreparedEvent, type PreparedRelation } from './prepared-event.ts'
import { pruneJson } from './redaction.ts'

/** Where events are kept, and for whom. */
export type Keeping = {
  readonly writer: Writer
  readonly room: number
  readonly roomId: RoomId
  readonly me: Me
  /** Collects what redactions took back. */
  readonly redacted: Set<EventId>
  /** What has come about those that come now, as far as it was looked up: that of a whole page is found at once. */
  readonly foretold: Map<EventId, Foretold>
}

export function keepingOf(
  writer: Writer, { room, roomId, me }: Pick<Keeping, 'room' | 'roomId' | 'me'>, eventIds: readonly EventId[],
): Keeping {
  return { writer, room, roomId, me, redacted: new Set(), foretold: readForetold(writer, room, eventIds) }
}

/**
 * Stores an event with its relation and redactions, in whatever order they come: what an event means to others is settled when the later of
 * the two arrives. A `position` of null keeps it without a place in the timeline. False when it was stored already.
 */
export function keepEvent(keeping: Keeping, event: PreparedEvent, position: number | null, localId: LocalId | null = null): boolean {
  const { writer, room } = keeping
  const isNew = insert(keeping, event, position, localId)
  const known = isNew ? undefined : readEvent(writer, room, event.eventId)
  if (known) {
    if (known.position === null && position !== null) placeEvent(writer, room, known.event, { position, transactionId: localId })
    openEvent(keeping, known, event)
  }
  if (event.redactedBy) takeBack(keeping, event.eventId, event.redactedBy)
  if (event.bundledEdit) keepEvent(keeping, event.bundledEdit, null)
  if (isNew && event.redacts) takeBack(keeping, event.redacts, event)
  return isNew
}

/** Most are new: whether one is stored already is seen by trying. False when it is; nothing was changed then. */
function insert(keeping: Keeping, received: PreparedEvent, position: number | null, localId: LocalId | null): boolean {
  const { writer, room } = keeping
  const event = unlessReplayed(keeping, received)
  const { redaction: redactedBy, isEdited } = foretoldOf(keeping, event.eventId)
  const stored = {
    ...event,
    position,
    transactionId: localId,
    redactedBy,
    isCounted: event.isCounted && redactedBy === null,
    mentionsMe: redactedBy === null && callsForMe(keeping, event),
    json: redactedBy === null ? event.json : prunedJson(keeping, event.json),
  }
  const row = insertEvent(writer, room, stored)
  if (row === null) return false
  // What it says is read anew where an edit of it came before.
  writer.reworded.set(row, redactedBy === null && !isEdited ? { ...stored, room, event: row } : null)
  if (event.encryption !== null) putEncryption(writer, room, row, event.encryption, redactedBy !== null)
  if (redactedBy === null) relate(keeping, event, event.relation)
  else keeping.redacted.add(event.eventId)
  return true
}

function foretoldOf({ writer, room, foretold }: Keeping, eventId: EventId): Foretold {
  return foretold.get(eventId) ?? readForetold(writer, room, [eventId]).get(eventId) ?? nothingForetold
}

/**
 * Puts what an event says in the place of its ciphertext, once that could be decrypted. Whatever is to follow the text of a message (its
 * relation, whether it counts and calls for me) changes here and in `insert`, and nowhere else. False when there was nothing to open.
 */
export function openEvent(keeping: Keeping, known: EventRecord, received: PreparedEvent): boolean {
  const { writer, room } = keeping
  const isShut = known.type === 'm.room.encrypted' && known.stateKey === null && known.redactedBy === null
  if (!isShut || received.encryption === null) return false
  // It was tried anew, mostly for another cause than before.
  if (received.encryption.cause !== null) putCause(writer, known.event, received.encryption.cause)
  if (received.encryption.sealed === null) return false
  const event = unlessReplayed(keeping, received)
  if (event.encryption?.sealed === null) {
    putEncryption(writer, room, known.event, event.encryption, false)
    return false
  }
  endRelation(keeping, known)
  writer.reworded.set(known.event, null)
  replaceEvent(writer, room, known, { ...event, mentionsMe: callsForMe(keeping, event) })
  putEncryption(writer, room, known.event, received.encryption, false)
  relate(keeping, event, event.relation)
  return true
}

/** Of one that was redacted before it came, only that its message index is used is worth keeping, and that only if it was decrypted. */
function putEncryption(writer: Writer, room: number, row: number, encryption: PreparedEncryption, isRedacted: boolean): void {
  const { sessionId, messageIndex, cause, shield, sealed } = encryption
  const ciphertext = sealed === null || isRedacted ? null : JSON.stringify(sealed.content)
  if (cause !== null && isRedacted) return
  putEncryptedEvent(writer, room, row, { sessionId, messageIndex, cause, shield: isRedacted ? null : shield, ciphertext })
}

/**
 * A session's index is used for one message: the same ciphertext as another event is a copy that somebody made of it (client-server API,
 * "m.megolm.v1.aes-sha2"). Which of the two was there first cannot be told when history comes backwards: the first that we saw stays it.
 */
function unlessReplayed({ writer, room }: Keeping, event: PreparedEvent): PreparedEvent {
  const { eventId, encryption } = event
  if (encryption === null || encryption.sealed === null || encryption.messageIndex === null) return event
  const holder = readIndexHolder(writer, room, encryption.sessionId, encryption.messageIndex)
  if (holder === undefined || holder === eventId) return event
  return { ...encryption.sealed, encryption: { ...encryption, cause: 'replayed', shield: null, sealed: null } }
}

function callsForMe({ writer, room, me }: Keeping, { content, sender, isCounted }: PreparedEvent): boolean {
  if (!isCounted || sender === me.userId) return false
  const callsAll = mentionsMe(content, me.userId, true)
  // Power levels are read only where they decide.
  return callsAll && mentionsMe(content, me.userId, readPowerLevels(writer, room).mayNotifyRoom(sender))
}

function relate({ writer, room, foretold }: Keeping, event: PreparedEvent, relation: PreparedRelation | null): void {
  const { eventId, sender, ts } = event
  if (!relation || !isValid(event, relation)) return
  foretold.delete(relation.targetId)
  addRelation(writer, room, { ...relation, eventId, sender, ts })
  noteReplaced(writer, room, relation)
}

/** What an event says changes with its edits. */
function noteReplaced(writer: Writer, room: number, { kind, targetId }: PreparedRelation): void {
  const target = kind === 'm.replace' ? readEvent(writer, room, targetId) : undefined
  if (target) writer.reworded.set(target.event, null)
}

/** What can be told without the target (client-server API, "Validity of replacement events", "Event annotations and reactions"). */
function isValid({ type, stateKey, content }: PreparedEvent, { kind }: PreparedRelation): boolean {
  if (kind === 'm.annotation') return type === 'm.reaction'
  // The new content of an encrypted edit is within it.
  if (kind === 'm.replace') return stateKey === null && (type === 'm.room.encrypted' || ownRecord(content, 'm.new_content') !== undefined)
  return true
}

/** The server has checked that the redaction is allowed: those that are not never reach a client. */
function takeBack(keeping: Keeping, targetId: EventId, redaction: PreparedEvent): void {
  const { writer, room } = keeping
  const { eventId, sender, ts } = redaction
  if (eventId === targetId) return
  keepEvent(keeping, { ...redaction, redacts: null }, null)
  keeping.foretold.delete(targetId)
  addRelation(writer, room, { targetId, kind: 'redaction', eventId, sender, ts, key: null })
  const target = readEvent(writer, room, targetId)
  const redactedBy = foretoldOf(keeping, targetId).redaction
  if (!target || redactedBy === null) return
  if (target.redactedBy === null) endRelation(keeping, target)
  writer.reworded.set(target.event, null)
  pruneEvent(writer, room, target, { redactedBy, json: prunedJson(keeping, target.json) })
  pruneEncryptedEvent(writer, target.event)
  keeping.redacted.add(targetId)
  if (target.stateKey !== null) pruneState(keeping, target)
}

function endRelation({ writer, room }: Keeping, target: EventRecord): void {
  const relation = prepareEvent(parseJson(target.json))?.relation
  if (!relation) return
  removeRelation(writer, room, { ...relation, eventId: target.eventId })
  noteReplaced(writer, room, relation)
}

function pruneState({ writer, room, roomId }: Keeping, target: EventRecord): void {
  const pruned = readEvent(writer, room, target.eventId)
  const event = pruned && parseJson(pruned.json)
  if (!pruned || !isRecord(event)) return
  const { eventId, sender, type, stateKey, ts } = pruned
  applyRedactedState(writer, { room, roomId, event: { eventId, sender, type, stateKey, ts, content: ownRecord(event, 'content') ?? {} } })
}

function prunedJson({ writer, room }: Keeping, json: string): string {
  const event = parseJson(json)
  return JSON.stringify(isRecord(event) ? pruneJson(event, roomVersion(writer, room)) : {})
}

/** A room says its version in its first event; one that does not is of the first version (m.room.create). */
function roomVersion(writer: Writer, room: number): string {
  const content: JsonRecord = readState(writer, room, 'm.room.create')?.content ?? {}
  return ownString(content, 'room_version') ?? '1'
}
