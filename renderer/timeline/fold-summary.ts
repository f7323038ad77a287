/**
 * A run of room events told in one line. It is told by person: somebody who came and went within the run is one thing that happened, not
 * two, which is most of what a bridged room's run consists of.
 */
import type { Line, TimelineRow } from '../../preload/contract/index.ts'
import type { Say } from '../text/index.ts'

const kinds = ['joined', 'left', 'cameAndWent', 'cameBack', 'invited', 'removed', 'profile'] as const
type Kind = (typeof kinds)[number]

export type FoldSummary = {
  /** Names by what they did, each person once, in the order of their first event. */
  readonly people: ReadonlyMap<Kind, readonly string[]>
  readonly createdBy: string | null
  /** Changes of the room itself. */
  readonly changes: number
  /** Events that this version does not show. */
  readonly others: number
}

export function summarise(rows: readonly TimelineRow[]): FoldSummary {
  const deeds = new Map<string, { name: string; lines: Line['what'][] }>()
  let createdBy: string | null = null
  let changes = 0
  let others = 0
  for (const { content, sender } of rows) {
    if (content.type !== 'line') continue
    const { line } = content
    if (line.what === 'other') others += 1
    else if (line.what === 'room-created') createdBy = sender.name
    else if ('target' in line) {
      const known = deeds.get(line.target.userId)
      deeds.set(line.target.userId, { name: line.target.name, lines: [...known?.lines ?? [], line.what] })
    } else changes += 1
  }
  return { people: byKind([...deeds.values()]), createdBy, changes, others }
}

function byKind(
  deeds: readonly { readonly name: string; readonly lines: readonly Line['what'][] }[],
): ReadonlyMap<Kind, readonly string[]> {
  const people = new Map<Kind, readonly string[]>()
  for (const { name, lines } of deeds) {
    const kind = kindOf(lines)
    people.set(kind, [...(people.get(kind) ?? []), name])
  }
  return people
}

/** Ways out of a room that somebody takes by themselves. */
const gone: ReadonlySet<Line['what']> = new Set(['left', 'rejected-invite'])
const removed: ReadonlySet<Line['what']> = new Set(['kicked', 'banned', 'withdrew-invite'])
const asked: ReadonlySet<Line['what']> = new Set(['invited', 'knocked', 'unbanned'])

/** What one person's events come to; changes of name and picture count only where nothing else happened. */
function kindOf(lines: readonly Line['what'][]): Kind {
  const moves = lines.filter((what) => what !== 'renamed' && what !== 'avatar' && what !== 'unchanged-member')
  const [first, last] = [moves[0], moves.at(-1)]
  if (first === undefined || last === undefined) return 'profile'
  if (removed.has(last)) return 'removed'
  if (last === 'joined') return gone.has(first) ? 'cameBack' : 'joined'
  if (gone.has(last)) return moves.includes('joined') && !gone.has(first) ? 'cameAndWent' : 'left'
  return asked.has(last) ? 'invited' : 'joined'
}

/** Names are told up to this many; the rest are counted. */
const named = 2

/** The summary as one line: "Anna, Ben and 3 others joined, Cem left". */
export function summaryWords(summary: FoldSummary, say: Say, tag: string): string {
  const parts: string[] = []
  if (summary.createdBy !== null) parts.push(say('line.roomCreated', { actor: summary.createdBy }))
  for (const kind of kinds) {
    const names = summary.people.get(kind)
    if (names !== undefined) parts.push(say(`fold.${kind}`, { names: nameList(names, say, tag), count: names.length }))
  }
  if (summary.changes > 0) parts.push(say('fold.changes', { count: summary.changes }))
  if (summary.others > 0) parts.push(say('fold.others', { count: summary.others }))
  return parts.join(' · ')
}

/** "Anna, Ben and 3 others": a fourth name is not worth hiding behind "1 other". */
export function nameList(names: readonly string[], say: Say, tag: string): string {
  const shown = names.length <= named + 1 ? names : names.slice(0, named)
  const rest = names.length - shown.length
  const all = rest === 0 ? shown : [...shown, say('fold.more', { count: rest })]
  return new Intl.ListFormat(tag, { type: 'conjunction' }).format(all)
}
