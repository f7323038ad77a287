import type { EventId } from '../../../preload/contract/ids.ts'
import { chunkAt, type Layout } from './layout.ts'
import {
  joinOlder, makeRoom, movePiece, openPiece, putFirst, putLast, span, toLayout, toPieces, type Move, type Piece, type Start,
} from './pieces.ts'

/** Consecutive events as the server gave them, in one answer. */
export type Run = {
  /** Oldest first, no id twice. */
  readonly eventIds: readonly EventId[]
  /** The chunk that the run adjoins: it begins where the chunk ends (`after`), or ends where the chunk begins (`before`). */
  readonly joins: { readonly side: 'after' | 'before'; readonly chunk: number } | null
  /** It is the live end whatever it meets: an end that was open is not open any more. */
  readonly isLiveEnd?: boolean
  /** Where it goes if it meets no chunk: the index that the new chunk shall have. */
  readonly home: number
  readonly start: Start
  /** For paging forwards from its end. */
  readonly end: string | null
}

type PlacedEvent = { readonly eventId: EventId; readonly position: number }

/** Moves go first, in this order; then events are placed; then the gaps are those of `layout`. */
export type Plan = { readonly moved: readonly Move[]; readonly placed: readonly PlacedEvent[]; readonly layout: Layout }

export type PositionOf = (eventId: EventId) => number | undefined

/** New events, or a chunk that the run meets. */
type Part = readonly EventId[] | Piece
const isPiece = (part: Part): part is Piece => !Array.isArray(part)

/**
 * Merges a run into a timeline: pure, so that every way in which stretches can meet is tried without a database. All chunks that the run
 * meets become one, with the new events between them. Chunks keep their place unless the run shows that it was wrong, which happens to a
 * stretch around an event that somebody jumped to: its place is a guess until it meets its neighbours.
 */
export function planRun(layout: Layout, run: Run, positionOf: PositionOf): Plan {
  const pieces = toPieces(layout)
  const end = pieces.at(-1)
  if (run.isLiveEnd === true && end && span(end) === 0) pieces.pop()
  const parts = partsOf(pieces, layout, run, positionOf)
  const base = chooseBase(pieces, parts.filter(isPiece)) ?? openPiece(pieces, run.home)
  if (!parts.includes(base)) parts.unshift(base)

  const start = startOf(parts, run, positionOf)
  const forwardToken = endOf(parts, run)
  const moved: Move[] = []
  if (start === 'beginning') moved.push(...putFirst(pieces, base, (piece) => !parts.includes(piece)))
  if (run.isLiveEnd === true) moved.push(...putLast(pieces, base))
  const { stays, needed } = roomNeeded(pieces, parts, base)
  moved.push(...makeRoom(pieces, stays, needed))
  const merged = mergeParts(pieces, parts, base)
  base.start = start
  base.forwardToken = forwardToken
  if (start === 'beginning') joinOlder(pieces, base)
  return { moved: [...moved, ...merged.moved], placed: merged.placed, layout: toLayout(pieces) }
}

function partsOf(pieces: readonly Piece[], layout: Layout, run: Run, positionOf: PositionOf): Part[] {
  const parts: Part[] = []
  const adjoined = run.joins === null ? undefined : pieces[run.joins.chunk]
  if (adjoined && run.joins?.side === 'after') parts.push(adjoined)
  let news: EventId[] = []
  const endNews = (): void => {
    if (news.length > 0) parts.push(news)
    news = []
  }
  for (const eventId of run.eventIds) {
    const position = positionOf(eventId)
    const piece = position === undefined ? undefined : pieces[chunkAt(layout, position)]
    if (position === undefined) news.push(eventId)
    // Met again, it is the same stretch still; and a page backwards meets the chunk it comes from at its end only.
    else if (piece && piece !== adjoined && !parts.includes(piece)) {
      endNews()
      parts.push(piece)
    }
  }
  endNews()
  if (adjoined && run.joins?.side === 'before') parts.push(adjoined)
  return parts
}

/** The live end stays the live end; otherwise the larger stretch stays and the smaller one moves. */
function chooseBase(pieces: readonly Piece[], met: readonly Piece[]): Piece | undefined {
  const live = pieces.at(-1)
  if (live && met.includes(live)) return live
  return met.reduce<Piece | undefined>((largest, piece) => (largest && span(largest) >= span(piece) ? largest : piece), undefined)
}

function startOf(parts: readonly Part[], run: Run, positionOf: PositionOf): Start {
  const oldest = parts[0]
  if (oldest === undefined || !isPiece(oldest)) return run.start
  const firstId = run.eventIds[0]
  // A page that brought nothing new, or begins where the chunk does, still tells how to go on.
  const tellsMore = span(oldest) === 0 || (run.joins?.side === 'before' && parts.length === 1)
    || (firstId !== undefined && positionOf(firstId) === oldest.first)
  // What is known to be the beginning stays it: servers give tokens there too.
  return tellsMore && run.start !== 'unknown' && oldest.start !== 'beginning' ? run.start : oldest.start
}

function endOf(parts: readonly Part[], run: Run): string | null {
  const newest = parts.at(-1)
  if (newest === undefined || !isPiece(newest)) return run.end
  const broughtNothing = run.joins?.side === 'after' && parts.length === 1
  return broughtNothing ? run.end : newest.forwardToken
}

/** The pieces that keep their places, being next to each other already, and how many positions all other parts take. */
function roomNeeded(pieces: readonly Piece[], parts: readonly Part[], base: Piece): { stays: ReadonlySet<Piece>; needed: number } {
  const middle = parts.indexOf(base)
  const stays = new Set([
    base, ...neighbours(pieces, parts.slice(0, middle).reverse(), base, -1), ...neighbours(pieces, parts.slice(middle + 1), base, 1),
  ])
  const sizes = parts.map((part) => (isPiece(part) ? (stays.has(part) ? 0 : span(part)) : part.length))
  return { stays, needed: sizes.reduce((sum, size) => sum + size, 0) + 2 }
}

/** Those of the parts, nearest first, that follow `base` without a stranger between. */
function neighbours(pieces: readonly Piece[], parts: readonly Part[], base: Piece, step: 1 | -1): readonly Piece[] {
  const found: Piece[] = []
  for (const part of parts) if (isPiece(part) && part === pieces[pieces.indexOf(base) + step * (found.length + 1)]) found.push(part)
  return found
}

/** Makes one piece of all parts: those before `base` downwards from it, those after it upwards. */
function mergeParts(pieces: Piece[], parts: readonly Part[], base: Piece): Pick<Plan, 'moved' | 'placed'> {
  const moved: Move[] = []
  const placed: PlacedEvent[] = []
  const middle = parts.indexOf(base)
  for (const part of parts.slice(0, middle).reverse()) {
    if (!isPiece(part)) {
      base.first -= part.length
      placed.push(...part.map((eventId, at) => ({ eventId, position: base.first + at })))
    } else {
      if (!takeOut(pieces, part, base, -1)) moved.push(movePiece(part, base.first - 1 - part.last))
      base.first = part.first
    }
  }
  for (const part of parts.slice(middle + 1)) {
    if (!isPiece(part)) {
      placed.push(...part.map((eventId, at) => ({ eventId, position: base.last + 1 + at })))
      base.last += part.length
    } else {
      if (!takeOut(pieces, part, base, 1)) moved.push(movePiece(part, base.last + 1 - part.first))
      base.last = part.last
    }
  }
  return { moved, placed }
}

/** Whether it was the neighbour of `base` on that side: then it stays where it is. */
function takeOut(pieces: Piece[], piece: Piece, base: Piece, step: 1 | -1): boolean {
  const isNeighbour = pieces.indexOf(piece) === pieces.indexOf(base) + step
  pieces.splice(pieces.indexOf(piece), 1)
  return isNeighbour
}
