import { spacing, type Bounds, type Chunk, type Layout } from './layout.ts'

/** How history goes on before a stretch: from a token, not at all, or nobody said. */
export type Start = { readonly token: string } | 'beginning' | 'unknown'

/** A chunk while a plan is made: its edges belong to it, and not to the gaps at either side. */
export type Piece = { first: number; last: number; start: Start; gapPosition: number | null; forwardToken: string | null }

/** A stretch of positions that goes elsewhere by so much. */
export type Move = Bounds & { readonly by: number }

export function toPieces(layout: Layout): Piece[] {
  return layout.map(({ gap, first, last }, at) => ({
    first, last, start: startBehind(gap), gapPosition: gap?.position ?? null, forwardToken: layout[at + 1]?.gap?.forwardToken ?? null,
  }))
}

function startBehind(gap: Chunk['gap']): Start {
  if (gap === null) return 'beginning'
  return gap.backToken === null ? 'unknown' : { token: gap.backToken }
}

export function toLayout(pieces: readonly Piece[]): Layout {
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

const midpoint = (low: number, high: number): number => low + Math.floor((high - low) / 2)

export const span = ({ first, last }: Bounds): number => last - first + 1

/** Puts an empty piece among the others, at the index `home`. */
export function openPiece(pieces: Piece[], home: number): Piece {
  const at = Math.min(home, pieces.length)
  const first = firstBetween(pieces[at - 1], pieces[at])
  const piece: Piece = { first, last: first - 1, start: 'unknown', gapPosition: null, forwardToken: null }
  pieces.splice(at, 0, piece)
  return piece
}

function firstBetween(older: Piece | undefined, newer: Piece | undefined): number {
  if (older) return newer ? midpoint(older.last, newer.first) : older.last + spacing
  return newer ? newer.first - spacing : 0
}

/** Returns the move as the store has to make it. */
export function movePiece(piece: Piece, by: number): Move {
  const { first, last } = piece
  piece.first += by
  piece.last += by
  if (piece.gapPosition !== null) piece.gapPosition += by
  return { first, last, by }
}

/**
 * Where less than `needed` positions are left beside one of `stays`, everything older moves down. The live end never moves for that.
 * Returns the moves to be made.
 */
export function makeRoom(pieces: readonly Piece[], stays: ReadonlySet<Piece>, needed: number): Move[] {
  const moves: Move[] = []
  for (const [index, piece] of pieces.entries()) {
    const [oldest, older] = [pieces[0], pieces[index - 1]]
    const isConcerned = older !== undefined && (stays.has(piece) || stays.has(older))
    if (!oldest || !isConcerned || piece.first - older.last > needed) continue
    const by = -(spacing + needed)
    moves.push({ first: oldest.first, last: older.last, by })
    for (const one of pieces.slice(0, index)) movePiece(one, by)
  }
  return moves
}

/** Nothing lies before `base`: if it stands behind strangers, pieces that it does not meet, its place was a wrong guess. */
export function putFirst(pieces: Piece[], base: Piece, isStranger: (piece: Piece) => boolean): Move[] {
  const strangers = pieces.slice(0, pieces.indexOf(base)).filter(isStranger)
  const [oldest] = pieces
  const isRight = strangers.length === 0 || strangers.some(({ start }) => start === 'beginning')
  if (isRight || !oldest || base === pieces.at(-1)) return []
  pieces.splice(pieces.indexOf(base), 1)
  pieces.unshift(base)
  return [movePiece(base, oldest.first - spacing - base.last)]
}

/** Nothing lies after `base`: the live end never stands before a stretch whose place was a guess. */
export function putLast(pieces: Piece[], base: Piece): Move[] {
  const newest = pieces.at(-1)
  if (!newest || newest === base) return []
  pieces.splice(pieces.indexOf(base), 1)
  pieces.push(base)
  return [movePiece(base, newest.last + spacing - base.first)]
}

/** Our right to see history may begin anew, after we had left: what is stored before that point has nothing between it and this. */
export function joinOlder(pieces: Piece[], base: Piece): void {
  const older = pieces[pieces.indexOf(base) - 1]
  if (!older) return
  base.first = older.first
  base.start = older.start
  base.gapPosition = older.gapPosition
  pieces.splice(pieces.indexOf(older), 1)
}
