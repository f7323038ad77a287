import type { Snippet } from '../../../preload/contract/rows/search-row.ts'
import type { Phrase } from './query.ts'
import { termsOf, type Term } from './terms.ts'

/** In UTF-16 units: some lines in a narrow panel. */
const longest = 240
/** What is shown before the first match. */
const lead = 60
const mostMatches = 50

/** The part of a line of text in which the first match stands, with the ranges of all matches in it. */
export function snippetOf(text: string, phrases: readonly Phrase[]): Snippet {
  const wanted = phrases.filter(({ isUnwanted }) => !isUnwanted)
  const ranges = wanted.length === 0 ? [] : joined(rangesOf(termsOf(text), wanted))
  const { from, until } = windowAround(text, ranges[0]?.[0] ?? 0)
  const [before, after] = [from > 0 ? '…' : '', until < text.length ? '…' : '']
  const shift = before.length - from
  return {
    text: before + text.slice(from, until) + after,
    matches: ranges
      .filter(([start, end]) => start >= from && start < until && end > start)
      .map(([start, end]) => [start + shift, Math.min(end, until) + shift] as const)
      .slice(0, mostMatches),
  }
}

type Range = readonly [number, number]

function rangesOf(terms: readonly Term[], phrases: readonly Phrase[]): Range[] {
  const ranges: Range[] = []
  for (const [at, { start }] of terms.entries()) {
    for (const phrase of phrases) {
      const end = endOfMatch(terms, at, phrase)
      if (end !== null) ranges.push([start, end])
    }
  }
  return ranges
}

/** Where the phrase ends that begins with this term; null where it does not. */
function endOfMatch(terms: readonly Term[], at: number, { terms: wanted, isPrefix }: Phrase): number | null {
  let end: number | null = null
  for (const [nth, one] of wanted.entries()) {
    const found = terms[at + nth]
    const isBeginning = isPrefix && nth === wanted.length - 1
    if (found === undefined || (isBeginning ? !found.term.startsWith(one) : found.term !== one)) return null
    // Of a pair that is found by its first character, only that is meant.
    end = isBeginning && found.kind === 'pair' && found.term !== one ? Math.min(found.end, found.start + one.length) : found.end
  }
  return end
}

/** In order, those that touch as one. */
function joined(ranges: readonly Range[]): readonly Range[] {
  const result: Range[] = []
  for (const [start, end] of ranges.toSorted((one, other) => one[0] - other[0] || one[1] - other[1])) {
    const last = result.at(-1)
    if (last !== undefined && start <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], end)]
    else result.push([start, end])
  }
  return result
}

function windowAround(text: string, at: number): { readonly from: number; readonly until: number } {
  if (text.length <= longest) return { from: 0, until: text.length }
  const from = wordStart(text, Math.max(0, Math.min(at - lead, text.length - longest)), at)
  return { from, until: whole(text, Math.min(text.length, from + longest)) }
}

/** The next beginning of a word at or after `from`, if there is one before `at`. */
function wordStart(text: string, from: number, at: number): number {
  if (from === 0) return 0
  const space = text.indexOf(' ', from)
  return space >= 0 && space < at ? space + 1 : whole(text, from)
}

/** A place that divides no surrogate pair. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}
