import type { Reaction, RowContent, Shield, TimelineRow } from '../../../../preload/contract/rows/timeline-row.ts'
import { ownRecord, ownValue } from '../../base/json.ts'
import { cleanName } from '../../rooms/clean-name.ts'
import { mayHeal, remedyOf, sentenceOf } from '../../crypto/decryption/causes.ts'
import { mentionsMe } from '../../rooms/mentions.ts'
import { answeredId, mostReaders, type Facts } from './facts.ts'
import { replyPreview, type ReplyOptions } from './reply-preview.ts'
import { tell, type Told } from './row-content.ts'
import type { ShownEvent } from './shown-event.ts'

/** The row of one stored event. An event that breaks something here is shown as unreadable: it costs its own row and no other. */
export function eventRow(event: ShownEvent, facts: Facts, options: ReplyOptions): TimelineRow {
  try {
    return buildRow(event, facts, options, toldOf(event, facts, options))
  } catch {
    return buildRow({ ...event, content: {}, relatesTo: {} }, facts, options, broken)
  }
}

const broken: Told = { kind: 'unreadable', content: { type: 'unreadable', reason: 'This message cannot be shown.' }, plain: '' }

function buildRow(event: ShownEvent, facts: Facts, options: ReplyOptions, told: Told): TimelineRow {
  const { record } = event
  const { me, people, readers } = facts
  const answered = record.redactedBy === null ? answeredId(event) : null
  const readBy = readers.get(record.eventId) ?? []
  return {
    key: record.transactionId ?? record.eventId,
    roomId: facts.room.roomId,
    eventId: record.eventId,
    localId: record.transactionId,
    sender: people(record.sender),
    isMine: record.sender === me.userId,
    ts: record.ts,
    ...told,
    replyTo: answered && replyPreview(facts, answered, options),
    thread: record.thread,
    isEdited: event.editId !== null,
    isRedacted: record.redactedBy !== null,
    mentionsMe: callsForMe(event, facts),
    reactions: (facts.reactions.get(record.eventId) ?? []).map(({ mineId: _, ...reaction }): Reaction => reaction),
    readBy: readBy.slice(0, mostReaders).map(people),
    readByCount: readBy.length,
    state: 'sent',
    ...decryptionOf(event, facts),
    progress: null,
    can: abilities(event, told, facts),
  }
}

function decryptionOf({ record, encryption, undecrypted: cause }: ShownEvent, { encryptedFrom }: Facts): Decryption {
  if (cause !== null && record.redactedBy === null) {
    const decryption = mayHeal(cause) ? 'pending' : 'failed'
    return { decryption, undecrypted: { cause, remedy: remedyOf(cause) }, shield: null, reason: sentenceOf(cause) }
  }
  if (record.redactedBy !== null || record.stateKey !== null) return readable
  if (encryption !== null) return { ...readable, decryption: 'ok', shield: encryption.shield }
  const isBare = encryptedFrom !== null && (record.position === null || record.position > encryptedFrom)
  return isBare ? { ...readable, shield: bare } : readable
}

const readable: Decryption = { decryption: 'none', undecrypted: null, shield: null, reason: null }

/** Anybody on the way may have read or written it. */
const bare: Shield = { color: 'red', code: 'not-encrypted', reason: 'This message was not encrypted, though the room is.' }

type Decryption = Pick<TimelineRow, 'decryption' | 'undecrypted' | 'shield' | 'reason'>

function toldOf(event: ShownEvent, facts: Facts, { bodies }: ReplyOptions): Told {
  const { eventId } = event.record
  const told = tell(event, { account: facts.me.userId, event: { roomId: facts.room.roomId, eventId }, people: facts.people, bodies })
  // A change of the room stays one, even when what was written about it is gone.
  if (event.record.redactedBy === null || event.record.stateKey !== null) return told
  return { kind: event.record.type === 'm.sticker' ? 'sticker' : 'text', content: redactedContent(event, facts), plain: '' }
}

function redactedContent({ record }: ShownEvent, { redactions, people }: Facts): RowContent {
  const redaction = record.redactedBy === null ? undefined : redactions.get(record.redactedBy)
  const reason = redaction && cleanName(ownValue(redaction.content, 'reason'))
  return { type: 'redacted', by: redaction ? people(redaction.record.sender) : null, reason: reason ?? '' }
}

/** An edit says anew whom the message is for. */
function callsForMe({ record, content, editId }: ShownEvent, { me, powers }: Facts): boolean {
  if (editId === null || record.sender === me.userId) return record.mentionsMe
  return ownRecord(content, 'm.mentions') !== undefined && mentionsMe(content, me.userId, powers.mayNotifyRoom(record.sender))
}

/** What I may do with a row, by the power levels and by what this version can. */
function abilities({ record }: ShownEvent, { kind }: Told, { me, room, powers }: Facts): TimelineRow['can'] {
  const isMine = record.sender === me.userId
  const isMessage = record.stateKey === null && record.redactedBy === null && room.membership === 'join'
  const mayWrite = isMessage && powers.maySend(me.userId, 'm.room.message')
  return {
    edit: mayWrite && isMine && (kind === 'text' || kind === 'notice' || kind === 'emote'),
    redact: isMessage && (isMine ? powers.maySend(me.userId, 'm.room.redaction') : powers.mayRedactOthers(me.userId)),
    react: isMessage && powers.maySend(me.userId, 'm.reaction'),
    reply: mayWrite,
  }
}
