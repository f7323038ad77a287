import { isEventId, isUserId, type EventId } from '../../../../preload/contract/ids.ts'
import type { TimelineRow } from '../../../../preload/contract/rows/timeline-row.ts'
import { ownBoolean, ownRecord, ownString, ownStrings, ownValue, type JsonRecord } from '../../base/json.ts'
import type { OutboxRecord } from '../../store/tables/outbox.ts'
import { composeMarkdown, type ComposedBody } from '../body/markdown.ts'
import { answeredId, type Facts } from './facts.ts'
import type { People } from './lines.ts'
import type { Pending } from './pending.ts'
import { replyPreview } from './reply-preview.ts'
import { tell, type Telling } from './row-content.ts'
import type { Said } from './shown-event.ts'

type EchoOptions = { readonly telling: Telling; readonly progress: number | null; readonly isMissing: (eventId: EventId) => boolean }

/** The row of a message or file of ours that the server has not sent back yet; it turns into the event's row under the same key. */
export function echoRow(pending: Pending, facts: Facts, { telling, progress, isMissing }: EchoOptions): TimelineRow {
  const { record, input } = pending
  const said = record.kind === 'file' ? fileSaid(pending, facts) : textSaid(pending, facts)
  const answered = answeredId(said)
  const thread = ownValue(input, 'thread')
  return {
    key: record.localId,
    roomId: facts.room.roomId,
    eventId: record.eventId,
    localId: record.localId,
    sender: telling.people(facts.me.userId),
    isMine: true,
    ts: record.createdTs,
    ...tell(said, telling),
    replyTo: answered && replyPreview(facts, answered, { bodies: telling.bodies, isMissing }),
    thread: isEventId(thread) ? thread : null,
    isEdited: false,
    isRedacted: false,
    mentionsMe: false,
    reactions: [],
    readBy: [],
    readByCount: 0,
    ...stateOf(record),
    // It goes out encrypted there, and here it can be read.
    decryption: facts.room.isEncrypted ? 'ok' : 'none',
    undecrypted: null,
    shield: null,
    progress,
    can: { edit: record.kind === 'message', redact: true, react: false, reply: record.state !== 'failed' },
  }
}

export function stateOf({ state, reason }: OutboxRecord): Pick<TimelineRow, 'state' | 'reason'> {
  if (state === 'done') return { state: 'sent', reason: null }
  return { state: state === 'failed' ? 'failed' : 'sending', reason }
}

/** The new words of a message, as the server will send them back. */
export function textSaid({ input }: Pending, { me, people }: Pick<Facts, 'me' | 'people'>): Said {
  const { body, formattedBody } = compose(input, people)
  const style = ownString(input, 'style')
  const msgtype = style === 'emote' || style === 'notice' ? `m.${style}` : 'm.text'
  return said(me.userId, input, { msgtype, body, ...formatted(formattedBody) })
}

function fileSaid({ input }: Pending, { me }: Pick<Facts, 'me'>): Said {
  const file = ownRecord(input, 'file') ?? {}
  const caption = ownString(input, 'caption') ?? ''
  const { body, formattedBody } = composeMarkdown(caption)
  const filename = ownString(file, 'name') ?? 'file'
  const isVoice = ownBoolean(input, 'isVoice') === true
  return said(me.userId, input, {
    msgtype: messageType(ownString(file, 'mimetype') ?? '', isVoice),
    filename,
    ...(caption === '' ? { body: filename } : { body, ...formatted(formattedBody) }),
    url: ownValue(file, 'uri'),
    info: {
      mimetype: ownValue(file, 'mimetype'), size: ownValue(file, 'size'), duration: ownValue(file, 'duration'),
      w: ownValue(file, 'width'), h: ownValue(file, 'height'), thumbnail_url: ownValue(ownRecord(file, 'thumbnail') ?? {}, 'uri'),
    },
    ...(isVoice && { 'm.voice': {} }),
  })
}

function said(sender: Said['sender'], input: JsonRecord, content: JsonRecord): Said {
  const replyTo = ownValue(input, 'replyTo')
  const relatesTo = isEventId(replyTo) ? { 'm.in_reply_to': { event_id: replyTo } } : {}
  return { type: 'm.room.message', stateKey: null, sender, content, relatesTo, prevContent: null, bodyKey: null, undecrypted: null }
}

function compose(input: JsonRecord, people: People): ComposedBody {
  const text = ownString(input, 'text') ?? ''
  if (ownString(input, 'format') !== 'markdown') return { body: text, formattedBody: null }
  const mentioned = (ownStrings(input, 'mentions') ?? []).filter((userId) => isUserId(userId))
  return composeMarkdown(text, mentioned.map((userId) => ({ userId, name: people(userId).name })))
}

const formatted = (html: string | null): JsonRecord => (html === null ? {} : { format: 'org.matrix.custom.html', formatted_body: html })

function messageType(mimetype: string, isVoice: boolean): string {
  if (isVoice || mimetype.startsWith('audio/')) return 'm.audio'
  if (mimetype.startsWith('image/')) return 'm.image'
  return mimetype.startsWith('video/') ? 'm.video' : 'm.file'
}
