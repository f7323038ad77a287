import type { RowKind } from '../../../preload/contract/rows/timeline-row.ts'
import { ownRecord, ownString, type JsonRecord } from '../base/json.ts'
import { isLocated } from '../timeline/rows/attachment.ts'
import { captionOf, fileNameOf, isAttachment, messageKind, textOf } from '../timeline/rows/message-text.ts'
import type { Said } from '../timeline/rows/shown-event.ts'

/** What of an event can be searched: a text, that may be empty. */
export type Searchable = { readonly kind: RowKind; readonly text: string; readonly hasLink: boolean }

/** Types of events that may be searchable; the others need not be looked at. */
export const searchableTypes: ReadonlySet<string> = new Set(['m.room.message', 'm.sticker', 'm.room.name', 'm.room.topic'])

/**
 * The one place where it is decided what of an event is searched: what people said, as its newest edit has it and without the quotation of
 * an answer; what files are called; names and topics of rooms. Null for all else. `said` was not redacted, and its content is untrusted.
 */
export function searchableOf(said: Pick<Said, 'type' | 'stateKey' | 'content' | 'relatesTo'>): Searchable | null {
  const { type, stateKey, content, relatesTo } = said
  if (stateKey !== null) {
    if (stateKey !== '' || (type !== 'm.room.name' && type !== 'm.room.topic')) return null
    const text = ownString(content, type === 'm.room.name' ? 'name' : 'topic')
    return text === undefined ? null : { kind: 'state', text, hasLink: false }
  }
  if (type !== 'm.room.message' && type !== 'm.sticker') return null
  const kind = type === 'm.sticker' ? 'sticker' : messageKind(content)
  const text = isAttachment(kind) ? attachedText(content, kind) : textOf(content, ownRecord(relatesTo, 'm.in_reply_to') !== undefined)
  return text === null ? null : { kind, text, hasLink: hasLink(text, content) }
}

function attachedText(content: JsonRecord, kind: RowKind): string | null {
  if (!isLocated(content)) return null
  if (kind === 'sticker') return ownString(content, 'body') ?? ''
  const caption = captionOf(content)
  return caption === null ? fileNameOf(content) : `${caption} (${fileNameOf(content)})`
}

/** Somewhere out of Matrix: a mention of somebody is a link, too. */
const link = /https?:\/\/(?!matrix\.to\/)/iu

function hasLink(text: string, content: JsonRecord): boolean {
  const leadsOut = (one: string): boolean => one.includes('://') && link.test(one)
  return leadsOut(text) || leadsOut(ownString(content, 'formatted_body') ?? '')
}
