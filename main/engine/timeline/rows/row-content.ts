import type { Body } from '../../../../preload/contract/body.ts'
import type { RowContent, RowKind } from '../../../../preload/contract/rows/timeline-row.ts'
import type { BodyCache } from '../body/body-cache.ts'
import { nameMentions } from '../body/name-mentions.ts'
import { isOnlyEmoji } from '../body/only-emoji.ts'
import { readAttachment, type AttachmentPlace } from './attachment.ts'
import type { People } from './lines.ts'
import { captionOf, isAttachment } from './message-text.ts'
import { saidBody } from './said-body.ts'
import type { Said } from './shown-event.ts'
import { summarize } from './summary.ts'

/** What a row says. */
export type Told = { readonly kind: RowKind; readonly content: RowContent; readonly plain: string }

/** What telling needs beside the event. */
export type Telling = AttachmentPlace & { readonly people: People; readonly bodies: BodyCache }

/** What an event says that was not redacted. */
export function tell(event: Said, telling: Telling): Told {
  const { kind, text, line, reason } = summarize(event, telling.people)
  if (reason !== null) return { kind, content: { type: 'unreadable', reason }, plain: '' }
  if (line !== null) return { kind, content: { type: 'line', line }, plain: '' }
  if (isAttachment(kind)) return { kind, content: tellAttachment(event, kind, telling), plain: text }
  return { kind, content: { type: 'text', body: namedBody(event, text, telling), isOnlyEmoji: isOnlyEmoji(text) }, plain: text }
}

function tellAttachment(event: Said, kind: RowKind, telling: Telling): RowContent {
  const text = kind === 'sticker' ? null : captionOf(event.content)
  const caption = text === null ? null : namedBody(event, text, telling)
  return { type: 'attachment', attachment: readAttachment(event.content, kind, telling, caption) }
}

/** Names are put in at each reading, since people change theirs. */
function namedBody(said: Said, text: string, telling: Telling): Body {
  return nameMentions(saidBody(said, text, telling), telling.people)
}
