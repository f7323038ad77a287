/**
 * Turns a view's rows into what is drawn: day lines, the unread line, groups of one sender, folded runs of room events, the edges. Pure,
 * and total: whatever order or times the rows have, every item has a key of its own.
 */
import type { TimelineHead, TimelineRow } from '../../preload/contract/index.ts'
import { steadyDays } from './day.ts'
import type { TimelineItem } from './items.ts'

export type Decoration = {
  readonly head: TimelineHead
  readonly showsMembership: boolean
  /** Keys of rows in a fold that the user opened: any of them opens it, so that it stays open while it grows at either end. */
  readonly opened: ReadonlySet<string>
}

/** Messages of one sender that follow each other within this belong together. */
const groupMs = 5 * 60_000
/** Two lines are as easily read as a summary of them. */
const leastToFold = 3

export function decorate(rows: readonly TimelineRow[], { head, showsMembership, opened }: Decoration): readonly TimelineItem[] {
  const items: TimelineItem[] = []
  const shown = withoutOuterGaps(rows, head).filter((row) => isShown(row, showsMembership))
  const days = steadyDays(shown.map((row) => row.ts))
  const unreadAt = firstUnread(rows, shown, head.unreadFrom)
  const dayAt = (at: number): number => days[at] ?? 0

  items.push(head.atStart ? { type: 'start', key: 'start', day: dayAt(0), isFixture: true } : edge('older', head, dayAt(0)))

  for (let at = 0; at < shown.length;) {
    const row = shown[at]
    if (row === undefined) break
    const day = dayAt(at)
    if (at === 0 || day !== dayAt(at - 1)) items.push({ type: 'day', key: `day:${row.key}`, day, ts: row.ts })
    if (at === unreadAt) items.push({ type: 'unread', key: 'unread', day })
    const run = row.content.type === 'line' ? lineRun(shown, at, (next) => dayAt(next) === day && next !== unreadAt) : []
    if (run.length >= leastToFold) addFold(items, run, day, opened)
    else items.push(itemOf(row, day, items.at(-1)))
    at += run.length >= leastToFold ? run.length : 1
  }

  if (!head.isLive) items.push(edge('newer', head, dayAt(shown.length - 1)))
  return items
}

function edge(side: 'older' | 'newer', head: TimelineHead, day: number): TimelineItem {
  return { type: 'edge', key: `edge:${side}`, day, isFixture: true, side, state: head[side], reason: head.reason }
}

/** A gap at the edge is what is loaded next: the edge's own item shows that. */
function withoutOuterGaps(rows: readonly TimelineRow[], { atStart, isLive }: TimelineHead): readonly TimelineRow[] {
  const from = atStart || rows[0]?.content.type !== 'gap' ? 0 : 1
  const to = isLive || rows.at(-1)?.content.type !== 'gap' ? rows.length : rows.length - 1
  return rows.slice(from, to)
}

function isShown(row: TimelineRow, showsMembership: boolean): boolean {
  if (row.content.type !== 'line') return true
  if (row.content.line.what === 'unchanged-member') return false
  return showsMembership || row.kind !== 'member'
}

/** Where the unread line goes among the shown rows: its own row may be hidden. -1 when nothing is unread. */
function firstUnread(rows: readonly TimelineRow[], shown: readonly TimelineRow[], key: string | null): number {
  const from = key === null ? -1 : rows.findIndex((row) => row.key === key)
  if (from === -1) return -1
  const unread = new Set(rows.slice(from))
  return shown.findIndex((row) => unread.has(row))
}

function lineRun(rows: readonly TimelineRow[], from: number, belongs: (at: number) => boolean): readonly TimelineRow[] {
  let end = from + 1
  while (rows[end]?.content.type === 'line' && belongs(end)) end += 1
  return rows.slice(from, end)
}

function addFold(items: TimelineItem[], rows: readonly TimelineRow[], day: number, opened: ReadonlySet<string>): void {
  const isOpen = rows.some((row) => opened.has(row.key))
  items.push({ type: 'fold', key: `fold:${rows[0]?.key ?? ''}`, day, rows, isOpen })
  if (isOpen) for (const row of rows) items.push({ type: 'line', key: row.key, day, row, isNested: true })
}

function itemOf(row: TimelineRow, day: number, before: TimelineItem | undefined): TimelineItem {
  if (row.content.type === 'gap') return { type: 'gap', key: row.key, day, row }
  if (row.content.type === 'line') return { type: 'line', key: row.key, day, row, isNested: false }
  return { type: 'message', key: row.key, day, row, startsGroup: !continues(row, before), isRepeated: repeats(row, before) }
}

function repeats(row: TimelineRow, before: TimelineItem | undefined): boolean {
  return row.undecrypted !== null && before?.type === 'message' && before.row.undecrypted?.cause === row.undecrypted.cause
}

function continues(row: TimelineRow, before: TimelineItem | undefined): boolean {
  if (before?.type !== 'message') return false
  const last = before.row
  return last.sender.userId === row.sender.userId
    && last.kind !== 'emote' && row.kind !== 'emote'
    && Math.abs(row.ts - last.ts) <= groupMs
}
