import {
  isRecord, ownNumber, ownRecord, ownString, type JsonRecord,
} from '../base/json.ts'
import { isEventId, isLocalId, isUserId, type EventId, type LocalId, type UserId } from '../../../preload/contract/ids.ts'
import type { UndecryptedCause } from '../../../preload/contract/rows/encryption-row.ts'
import type { Shield } from '../../../preload/contract/rows/timeline-row.ts'
import { readMegolmMessage } from '../crypto/decryption/megolm-message.ts'

export const relationKinds = ['m.annotation', 'm.replace', 'm.thread', 'm.reference'] as const
export type RelationKind = (typeof relationKinds)[number]

/** What an event says it relates to (client-server API, "Forming relationships between events"). `key`: of an annotation, else null. */
export type PreparedRelation = { readonly kind: RelationKind; readonly targetId: EventId; readonly key: string | null }

/** How an event stands that came encrypted. `cause`: why it is not decrypted; null: it is. */
export type PreparedEncryption = {
  readonly sessionId: string
  /** Within the session; null where it does not say. */
  readonly messageIndex: number | null
  readonly cause: UndecryptedCause | null
  readonly shield: Shield | null
  /** Of one that is decrypted: as it came. */
  readonly sealed: PreparedEvent | null
  /** All of the event as it came, for what is beside its content. */
  readonly raw: JsonRecord
}

/** One event as it came from a server, read once. What is odd about its content stays in it: who shows it decides what to make of it. */
export type PreparedEvent = {
  readonly eventId: EventId
  readonly sender: UserId
  readonly type: string
  readonly stateKey: string | null
  /** By the sender's server, milliseconds since the epoch; 0 when it makes no sense. */
  readonly ts: number
  readonly content: JsonRecord
  /** Of a state event: the content it replaced, where the server said so. */
  readonly prevContent: JsonRecord | null
  /** Null where it came readable. What only came from the server waits for a key (see `EventOpener`). */
  readonly encryption: PreparedEncryption | null
  /** Our own local id, where this device sent it. */
  readonly transactionId: LocalId | null
  /** Of a redaction: what it takes back. */
  readonly redacts: EventId | null
  /** The server sent it pruned already; the redaction itself comes with it. */
  readonly redactedBy: PreparedEvent | null
  readonly relation: PreparedRelation | null
  /** Root of the thread it belongs to. */
  readonly thread: EventId | null
  /** The newest edit as the server bundles it: it may lie in history that we lack. */
  readonly bundledEdit: PreparedEvent | null
  /** Has a row of its own in the timeline. */
  readonly isShown: boolean
  /** Somebody said something: counts as unread and moves the room up. */
  readonly isCounted: boolean
  /** As received, for storing. */
  readonly json: string
}

/** The specification allows 65,536 bytes; what a server adds under `unsigned` may exceed it. In UTF-16 units. */
const longestJson = 1024 * 1024
const longestType = 255
const longestKey = 1024

/**
 * Reads one untrusted event. Null only when it has no usable event id, sender or type, or is too large to be one: such an event cannot be
 * kept, and the caller logs it. Timelines of sliding sync and `/sync` carry no room id, so none is looked for.
 */
export function prepareEvent(raw: unknown): PreparedEvent | null {
  return prepare(raw, true)
}

function prepare(raw: unknown, isOutermost: boolean): PreparedEvent | null {
  if (!isRecord(raw)) return null
  const eventId = ownString(raw, 'event_id')
  const sender = ownString(raw, 'sender')
  const type = ownString(raw, 'type')
  if (!isEventId(eventId) || !isUserId(sender) || type === undefined || type === '' || type.length > longestType) return null
  const json = JSON.stringify(raw)
  if (json.length > longestJson) return null

  const content = ownRecord(raw, 'content') ?? {}
  const unsigned = ownRecord(raw, 'unsigned') ?? {}
  const stateKey = ownString(raw, 'state_key') ?? null
  const relation = readRelation(content)
  // A question of one program to another, with a text for programs that do not understand it.
  const asksToVerify = type === 'm.room.message' && ownString(content, 'msgtype') === 'm.key.verification.request'
  // What is bundled is not unbundled again: an event within an event within an event has nothing to say.
  const bundled = (value: unknown) => (isOutermost ? prepare(value, false) : null)
  const bundledEdit = bundled(ownRecord(ownRecord(unsigned, 'm.relations') ?? {}, 'm.replace'))
  const transactionId = ownString(unsigned, 'transaction_id')
  return {
    eventId,
    sender,
    type,
    stateKey,
    ts: timeOf(raw),
    content,
    prevContent: stateKey === null ? null : (ownRecord(unsigned, 'prev_content') ?? ownRecord(raw, 'prev_content') ?? null),
    encryption: type === 'm.room.encrypted' && stateKey === null ? readEncryption(raw, content) : null,
    transactionId: isLocalId(transactionId) ? transactionId : null,
    redacts: type === 'm.room.redaction' ? readRedacts(raw, content) : null,
    redactedBy: bundled(ownRecord(unsigned, 'redacted_because')),
    relation,
    thread: relation?.kind === 'm.thread' ? relation.targetId : null,
    bundledEdit: bundledEdit?.relation?.kind === 'm.replace' && bundledEdit.relation.targetId === eventId ? bundledEdit : null,
    isShown: stateKey !== null || (hasRow(type, relation) && !asksToVerify),
    isCounted: stateKey === null && isSaid(type) && relation?.kind !== 'm.replace' && !asksToVerify,
    json,
  }
}

function readEncryption(raw: JsonRecord, content: JsonRecord): PreparedEncryption {
  const { sessionId, messageIndex, defect } = readMegolmMessage(content)
  return { sessionId, messageIndex, cause: defect === null ? 'no-key' : 'malformed', shield: null, sealed: null, raw }
}

/** The largest time that a JavaScript date can hold; a larger one would make whoever formats it throw. */
const latestTime = 8.64e15

function timeOf(raw: JsonRecord): number {
  return Math.min(latestTime, Math.max(0, ownNumber(raw, 'origin_server_ts') ?? 0))
}

function readRelation(content: JsonRecord): PreparedRelation | null {
  const relatesTo = ownRecord(content, 'm.relates_to')
  if (!relatesTo) return null
  const kind = relationKinds.find((known) => known === ownString(relatesTo, 'rel_type'))
  const targetId = ownString(relatesTo, 'event_id')
  if (!kind || !isEventId(targetId)) return null
  if (kind !== 'm.annotation') return { kind, targetId, key: null }
  const key = ownString(relatesTo, 'key')
  return key === undefined || key === '' || key.length > longestKey ? null : { kind, targetId, key }
}

/** Room version 11 moved the key into the content; servers send it in both places for clients of either kind. */
function readRedacts(raw: JsonRecord, content: JsonRecord): EventId | null {
  const redacts = ownString(content, 'redacts') ?? ownString(raw, 'redacts')
  return isEventId(redacts) ? redacts : null
}

/** What clients say to each other's machines, and never to people: votes, and the inner workings of calls and verification. */
const machineTalk: ReadonlySet<string> = new Set([
  'm.poll.response', 'org.matrix.msc3381.poll.response',
  'm.call.candidates', 'm.call.answer', 'm.call.select_answer', 'm.call.negotiate', 'm.call.sdp_stream_metadata_changed',
  'm.key.verification.ready', 'm.key.verification.start', 'm.key.verification.accept', 'm.key.verification.key',
  'm.key.verification.mac', 'm.key.verification.done', 'm.key.verification.cancel',
])

function hasRow(type: string, relation: PreparedRelation | null): boolean {
  if (type === 'm.reaction' || type === 'm.room.redaction') return false
  if (relation?.kind === 'm.replace' || relation?.kind === 'm.annotation') return false
  return !machineTalk.has(type)
}

const saying: ReadonlySet<string> = new Set([
  'm.room.message', 'm.room.encrypted', 'm.sticker', 'm.poll.start', 'org.matrix.msc3381.poll.start', 'm.call.invite',
])

const isSaid = (type: string): boolean => saying.has(type)

