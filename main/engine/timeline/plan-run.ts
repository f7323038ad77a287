import type { EventId } from '../../../preload/contract/ids.ts'
import { chunkAt, spacing, type Bounds, type Chunk, type Layout } from './layout.ts'

/** How history goes on before a run: from a token, not at all, or nobody said. */
export type Start = { readonly token: string } | 'beginning' | 'unknown'

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

/** Moves go first, in this order; then events are placed; then the gaps are those of `layout`. */
export type Plan = {
  readonly moved: readonly (Bounds & { readonly by: number })[]
  readonly placed: readonly { readonly eventId: EventId; readonly position: number }[]
  readonly layout: Layout
}

/** A chunk while the plan is made: its edges belong to it, and not to the gaps at either side. */
type Piece = { first: number; last: number; start: Start; gapPosition: number | null; forwardToken: string | null }

/** New events, or a chunk that the run meets. */
type Part = readonly EventId[] | Piece
const isPiece = (part: Part): part is Piece => !Array.isArray(part)

/**
 * Merges a run into a timeline: pure, so that every way in which stretches can meet is tried without a database. All chunks that the run
 * meets become one, with the new events between them. Chunks keep their place unless the run shows that it was wrong, which happens to a
 * stretch around an event that somebody jumped to: its place is a guess until it meets its neighbours.
 */
export function planRun(layout: Layout, run: Run, positionOf: (eventId: EventId) => number | undefined): Plan {
  const pieces = layout.map((chunk, at) => toPiece(chunk, layout[at + 1]))
  const end = pieces.at(-1)
  if (run.isLiveEnd === true && end && span(end) === 0) pieces.pop()
  const parts = partsOf(pieces, layout, run, positionOf)
  const met = parts.filter(isPiece)
  const base = chooseBase(pieces, met) ?? openPiece(pieces, Math.min(run.home, pieces.length))
  if (met.length === 0) parts.unshift(base)

  const start = startOf(parts, run, positionOf)
  const forwardToken = endOf(parts, run)
  const moved = [...(start === 'beginning' ? putFirst(pieces, parts, base) : []), ...(run.isLiveEnd === true ? putLast(pieces, base) : [])]
  moved.push(...makeRoom(pieces, parts, base))
  const placed: { eventId: EventId; position: number }[] = []
  const middle = parts.indexOf(base)
  for (const part of parts.slice(0, middle).reverse()) {
    if (isPiece(part)) {
      const isNeighbour = pieces.indexOf(part) === pieces.indexOf(base) - 1
      pieces.splice(pieces.indexOf(part), 1)
      if (!isNeighbour) moved.push(move(part, base.first - 1 - part.last))
      base.first = part.first
    } else {
      base.first -= part.length
      placed.push(...part.map((eventId, at) => ({ eventId, position: base.first + at })))
    }
  }
  for (const part of parts.slice(middle + 1)) {
    if (isPiece(part)) {
      const isNeighbour = pieces.indexOf(part) === pieces.indexOf(base) + 1
      pieces.splice(pieces.indexOf(part), 1)
      if (!isNeighbour) moved.push(move(part, base.last + 1 - part.first))
      base.last = part.last
    } else {
      placed.push(...part.map((eventId, at) => ({ eventId, position: base.last + 1 + at })))
      base.last += part.length
    }
  }
  base.start = start
  base.forwardToken = forwardToken
  if (start === 'beginning') joinOlder(pieces, base)
  return { moved, placed, layout: toLayout(pieces) }
}

function toPiece({ gap, first, last }: Chunk, next: Chunk | undefined): Piece {
  const start: Start = gap === null ? 'beginning' : gap.backToken === null ? 'unknown' : { token: gap.backToken }
  return { first, last, start, gapPosition: gap?.position ?? null, forwardToken: next?.gap?.forwardToken ?? null }
}

function partsOf(pieces: readonly Piece[], layout: Layout, run: Run, positionOf: (eventId: EventId) => number | undefined): Part[] {
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

const span = ({ first, last }: Bounds): number => last - first + 1

/** An empty chunk of its own among the others, where the run will lie. */
function openPiece(pieces: Piece[], home: number): Piece {
  const older = pieces[home - 1]
  const newer = pieces[home]
  let first = 0
  if (older && newer) first = midpoint(older.last, newer.first)
  else if (older) first = older.last + spacing
  else if (newer) first = newer.first - spacing
  const piece: Piece = { first, last: first - 1, start: 'unknown', gapPosition: null, forwardToken: null }
  pieces.splice(home, 0, piece)
  return piece
}

const midpoint = (low: number, high: number): number => low + Math.floor((high - low) / 2)

function startOf(parts: readonly Part[], run: Run, positionOf: (eventId: EventId) => number | undefined): Start {
  const oldest = parts[0]
  if (oldest === undefined || !isPiece(oldest)) return run.start
  const firstId = run.eventIds[0]
  const isEmpty = oldest.last < oldest.first
  // A page that brought nothing new, or begins where the chunk does, still tells how to go on.
  const tellsMore = isEmpty || (run.joins?.side === 'before' && parts.length === 1)
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

/** Where too little is left between two chunks, everything older moves down. The live end never moves. */
function makeRoom(pieces: readonly Piece[], parts: readonly Part[], base: Piece): (Bounds & { by: number })[] {
  const size = (part: Part): number => (isPiece(part) ? span(part) : part.length)
  const stays = new Set<Part>([base])
  const at = parts.indexOf(base)
  // Chunks that lie next to each other already are joined where they are.
  for (let older = at - 1, place = pieces.indexOf(base) - 1; older >= 0; older -= 1) {
    if (parts[older] === pieces[place]) stays.add(pieces[place--]!)
  }
  for (let newer = at + 1, place = pieces.indexOf(base) + 1; newer < parts.length; newer += 1) {
    if (parts[newer] === pieces[place]) stays.add(pieces[place++]!)
  }
  const needed = parts.reduce((sum, part) => (stays.has(part) ? sum : sum + size(part)), 0) + 2
  const moved: (Bounds & { by: number })[] = []
  for (const [index, piece] of pieces.entries()) {
    const older = pieces[index - 1]
    if (!older || !(stays.has(piece) || stays.has(older)) || piece.first - older.last > needed) continue
    const by = -(spacing + needed)
    moved.push({ first: pieces[0]!.first, last: older.last, by })
    for (const one of pieces.slice(0, index)) move(one, by)
  }
  return moved
}

/** Returns the move as the store has to make it. */
function move(piece: Piece, by: number): Bounds & { by: number } {
  const { first, last } = piece
  piece.first += by
  piece.last += by
  if (piece.gapPosition !== null) piece.gapPosition += by
  return { first, last, by }
}

/** Nothing lies before `base`: if it stands behind others that it does not meet, its place was a wrong guess. Returns the moves to be made. */
function putFirst(pieces: Piece[], parts: readonly Part[], base: Piece): (Bounds & { by: number })[] {
  const strangers = pieces.slice(0, pieces.indexOf(base)).filter((piece) => !parts.includes(piece))
  const [oldest] = pieces
  const isRight = strangers.length === 0 || strangers.some(({ start }) => start === 'beginning')
  if (isRight || !oldest || base === pieces.at(-1)) return []
  pieces.splice(pieces.indexOf(base), 1)
  pieces.unshift(base)
  return [move(base, oldest.first - spacing - base.last)]
}

/** Nothing lies after `base`: the live end never stands before a stretch whose place was a guess. */
function putLast(pieces: Piece[], base: Piece): (Bounds & { by: number })[] {
  const newest = pieces.at(-1)
  if (!newest || newest === base) return []
  pieces.splice(pieces.indexOf(base), 1)
  pieces.push(base)
  return [move(base, newest.last + spacing - base.first)]
}

/** Our right to see history may begin anew, after we had left: what is stored before that point has nothing between it and this. */
function joinOlder(pieces: Piece[], base: Piece): void {
  const older = pieces[pieces.indexOf(base) - 1]
  if (!older) return
  base.first = older.first
  base.start = older.start
  base.gapPosition = older.gapPosition
  pieces.splice(pieces.indexOf(older), 1)
}

function toLayout(pieces: readonly Piece[]): Layout {
  return pieces.map((piece, at) => {
    const older = pieces[at - 1]
    const { first, last, start } = piece
    if (!older && start === 'beginning') return { gap: null, first, last }
    const backToken = typeof start === 'object' ? start.token : null
    return { gap: { position: gapPosition(piece, older), backToken, forwardToken: older?.forwardToken ?? null }, first, last }
  })
}

/** Where it was as long as that lies between the two, so that its row on the screen stays the same row. */
function gapPosition({ first, gapPosition: known }: Piece, older: Piece | undefined): number {
  const low = older?.last ?? first - spacing
  return known !== null && low < known && known < first ? known : midpoint(low, first)
}
