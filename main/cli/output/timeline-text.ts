import type { TimelineRow } from '../../../preload/contract/rows/timeline-row.ts'
import { bodyOf, isEventRow, isReadable, reasonOf } from './timeline-json.ts'
import { minuteOf } from './times.ts'
import { visible, visibleLines } from './visible.ts'

const indent = ' '.repeat(4)

/** Rows of a timeline for people: time and sender, what was said, and what became of it. */
export function timelineText(rows: readonly TimelineRow[]): string {
  return rows.map(rowText).join('\n')
}

/** One row, over as many lines as its text has. */
export function rowText(row: TimelineRow): string {
  if (!isEventRow(row)) return `${indent}… messages are missing here; they come when the homeserver can be reached …`
  const head = `${minuteOf(row.ts)}  ${visible(row.sender.name)}`
  const id = row.eventId ?? row.localId ?? ''
  return [`${head}  ${marks(row)}[${visible(id)}]`, ...quote(row), `${indent}${said(row)}`, ...reactions(row)].join('\n')
}

function said(row: TimelineRow): string {
  if (row.isRedacted) return '(removed)'
  if (!isReadable(row)) return `(${visible(reasonOf(row) ?? 'This could not be shown.')})`
  const text = visibleLines(bodyOf(row), indent)
  if (row.content.type !== 'attachment') return text === '' ? `(${row.kind})` : text
  const { name, size } = row.content.attachment
  const file = `(${row.kind}: ${visible(name)}${size === null ? '' : `, ${size} bytes`})`
  return text === '' || row.plain === name ? file : `${file} ${text}`
}

function marks(row: TimelineRow): string {
  const words = [
    ...(row.isEdited ? ['edited'] : []),
    ...(row.thread === null ? [] : ['in a thread']),
    ...(row.state === 'sending' ? ['not sent yet'] : []),
    ...(row.state === 'failed' ? [`not sent: ${visible(reasonOf(row) ?? '')}`] : []),
  ]
  return words.length === 0 ? '' : `(${words.join(', ')})  `
}

function quote({ replyTo }: TimelineRow): readonly string[] {
  if (replyTo === null) return []
  const who = replyTo.sender === null ? replyTo.eventId : replyTo.sender.name
  return [`${indent}> ${visible(who)}${replyTo.text === '' ? '' : `: ${visible(replyTo.text)}`}`]
}

function reactions(row: TimelineRow): readonly string[] {
  if (row.reactions.length === 0) return []
  return [`${indent}${row.reactions.map(({ key, count, mine }) => `${visible(key)} ${count}${mine ? ' (yours too)' : ''}`).join('   ')}`]
}
