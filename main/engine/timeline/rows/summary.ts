import type { Line, RowKind } from '../../../../preload/contract/rows/timeline-row.ts'
import { ownRecord } from '../../base/json.ts'
import { sentenceOf } from '../../crypto/decryption/causes.ts'
import { isLocated } from './attachment.ts'
import { memberLine, otherLine, stateLine, type People } from './lines.ts'
import { captionOf, fileNameOf, isAttachment, messageKind, textOf } from './message-text.ts'
import type { Said } from './shown-event.ts'

/** What an event says, in words alone: `text` without format, or a `line`. `reason`: why nothing can be shown of it, else null. */
export type Summary = { readonly kind: RowKind; readonly text: string; readonly line: Line | null; readonly reason: string | null }

/** What an event says that was not redacted. Whatever is malformed says that it cannot be shown, and costs its own row alone. */
export function summarize(event: Said, people: People): Summary {
  const { type, stateKey, undecrypted } = event
  if (type === 'm.room.member' && stateKey !== null) {
    const line = memberLine(event, people)
    return line ? told('member', line) : unreadable('This change of membership makes no sense.')
  }
  if (stateKey !== null) return told('state', stateLine(event))
  if (undecrypted !== null) return unreadable(sentenceOf(undecrypted))
  if (type === 'm.room.message') return summarizeMessage(event)
  if (type === 'm.sticker') return summarizeAttachment(event, 'sticker')
  return told(kindOfType(type), otherLine(type))
}

function summarizeMessage(event: Said): Summary {
  const kind = messageKind(event.content)
  if (isAttachment(kind)) return summarizeAttachment(event, kind)
  const text = textOf(event.content, isAnswer(event))
  return text === null ? unreadable('This message cannot be shown: it has no text.') : { kind, text, line: null, reason: null }
}

function summarizeAttachment({ content }: Said, kind: RowKind): Summary {
  if (!isLocated(content)) return unreadable('This attachment cannot be shown: it does not say where it is.')
  const caption = kind === 'sticker' ? null : captionOf(content)
  return { kind, text: caption ?? fileNameOf(content), line: null, reason: null }
}

/** The kind of an event that is no message: of those that are something to people, and not only to clients. */
function kindOfType(type: string): RowKind {
  if (type === 'm.poll.start' || type === 'org.matrix.msc3381.poll.start') return 'poll'
  return type.startsWith('m.call.') ? 'call' : 'other'
}

const told = (kind: RowKind, line: Line): Summary => ({ kind, text: '', line, reason: null })

const unreadable = (reason: string): Summary => ({ kind: 'unreadable', text: '', line: null, reason })

const isAnswer = ({ relatesTo }: Pick<Said, 'relatesTo'>): boolean => ownRecord(relatesTo, 'm.in_reply_to') !== undefined
