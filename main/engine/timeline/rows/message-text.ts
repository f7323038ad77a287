import type { RowKind } from '../../../../preload/contract/rows/timeline-row.ts'
import { ownRecord, ownString, type JsonRecord } from '../../base/json.ts'
import { cleanName } from '../../rooms/clean-name.ts'
import { longestBody } from '../body/plain-body.ts'

const kinds: ReadonlyMap<string, RowKind> = new Map([
  ['m.text', 'text'], ['m.notice', 'notice'], ['m.emote', 'emote'], ['m.image', 'image'], ['m.video', 'video'], ['m.audio', 'audio'],
  ['m.file', 'file'], ['m.location', 'location'],
])

/** What an m.room.message is, by its `msgtype`; one that this version does not know is shown by its fallback text. */
export function messageKind(content: JsonRecord): RowKind {
  const kind = kinds.get(ownString(content, 'msgtype') ?? '') ?? 'other'
  const isVoice = kind === 'audio' && (ownRecord(content, 'org.matrix.msc3245.voice') ?? ownRecord(content, 'm.voice')) !== undefined
  return isVoice ? 'voice' : kind
}

export const isAttachment = (kind: RowKind): boolean =>
  kind === 'image' || kind === 'video' || kind === 'audio' || kind === 'voice' || kind === 'file' || kind === 'sticker'

/** The name of an attached file, fit to be shown and to be saved under. */
export function fileNameOf(content: JsonRecord): string {
  return cleanName(ownString(content, 'filename') ?? ownString(content, 'body')) ?? 'file'
}

/** The text beside an attachment; null where the body only repeats its name (client-server API, "Media captions"). */
export function captionOf(content: JsonRecord): string | null {
  const body = ownString(content, 'body')
  const name = ownString(content, 'filename')
  return body === undefined || name === undefined || name === body ? null : body
}

/** A message's plain text as people should read it; null for one without. An answer loses the quotation that old clients put before it. */
export function textOf(content: JsonRecord, isAnswer: boolean): string | null {
  const body = ownString(content, 'body')
  if (body === undefined) return null
  const text = isAnswer ? withoutFallback(body) : body
  return text.length > longestBody ? `${text.slice(0, longestBody)}…` : text
}

function withoutFallback(body: string): string {
  const lines = body.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('> '))
  if (end < 1) return body
  return lines.slice(lines[end] === '' ? end + 1 : end).join('\n')
}

const longestLine = 200

/** Any text as one short line. */
export function oneLine(text: string): string {
  const line = text.slice(0, longestLine * 4).replace(/\s+/gu, ' ').trim()
  return line.length <= longestLine ? line : `${[...line].slice(0, longestLine).join('')}…`
}
