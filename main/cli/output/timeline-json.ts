import type { EventId, LocalId, UserId } from '../../../preload/contract/ids.ts'
import type { Attachment, RowKind, TimelineRow } from '../../../preload/contract/rows/timeline-row.ts'
import { lineText } from './line-text.ts'

type AttachmentJson = {
  readonly name: string
  readonly mimetype: string
  readonly size?: number
  readonly width?: number
  readonly height?: number
  readonly duration?: number
}

/** A row of a timeline as programs read it: a stable form. `replyTo` and `thread` are event ids, `ts` milliseconds since the epoch. */
export type TimelineJson = {
  readonly eventId: EventId | null
  readonly localId?: LocalId
  readonly sender: UserId
  readonly ts: number
  readonly kind: RowKind
  readonly body: string
  readonly replyTo?: EventId
  readonly thread?: EventId
  readonly edited: boolean
  readonly redacted: boolean
  readonly reactions: readonly { readonly key: string; readonly count: number; readonly mine: boolean }[]
  readonly attachment?: AttachmentJson
  readonly state: TimelineRow['state']
  readonly decryption: TimelineRow['decryption']
  readonly reason?: string
}

export function timelineJson(row: TimelineRow): TimelineJson {
  const reason = reasonOf(row)
  const attachment = row.content.type === 'attachment' && !row.isRedacted ? attachmentJson(row.content.attachment) : undefined
  return {
    eventId: row.eventId,
    ...(row.localId !== null && { localId: row.localId }),
    sender: row.sender.userId,
    ts: row.ts,
    kind: row.kind,
    body: bodyOf(row),
    ...(row.replyTo !== null && { replyTo: row.replyTo.eventId }),
    ...(row.thread !== null && { thread: row.thread }),
    edited: row.isEdited,
    redacted: row.isRedacted,
    reactions: row.reactions.map(({ key, count, mine }) => ({ key, count, mine })),
    ...(attachment !== undefined && { attachment }),
    state: row.state,
    decryption: row.decryption,
    ...(reason !== null && { reason }),
  }
}

/** Whether the row is a message or a change, and not a place where history is missing. */
export const isEventRow = (row: TimelineRow): boolean => row.content.type !== 'gap'

/** Whether there is a text to show. */
export const isReadable = (row: TimelineRow): boolean =>
  !row.isRedacted && row.decryption !== 'pending' && row.decryption !== 'failed' && row.content.type !== 'unreadable'

/** What a row says, in words: a message's own, or ours for a change of the room. Empty where there is nothing to read. */
export function bodyOf(row: TimelineRow): string {
  if (!isReadable(row)) return ''
  return row.content.type === 'line' && row.plain === '' ? lineText(row.content.line, row.sender) : row.plain
}

/** Why a row is late, failed or cannot be read, in words. */
export function reasonOf(row: TimelineRow): string | null {
  if (row.reason !== null) return row.reason
  if (row.content.type === 'unreadable') return row.content.reason
  if (row.state === 'failed') return 'It was refused.'
  return row.decryption === 'pending' || row.decryption === 'failed' ? 'It could not be decrypted.' : null
}

function attachmentJson({ name, mimetype, size, picture, duration }: Attachment): AttachmentJson {
  return {
    name,
    mimetype,
    ...(size !== null && { size }),
    ...(picture !== null && picture.width > 0 && { width: picture.width, height: picture.height }),
    ...(duration !== null && { duration }),
  }
}
