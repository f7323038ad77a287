import type { Snippet } from '../../../preload/contract/rows/search-row.ts'
import { rangesOf, type Range } from './phrases.ts'
import type { Phrase } from './query.ts'
import { termsOf } from './terms.ts'

/** In UTF-16 units: some lines in a narrow panel. */
const longest = 240
/** What is shown before the first match. */
const lead = 60
const mostMatches = 50

/** The part of a line of text in which the first match stands, with the ranges of all matches in it. */
export function snippetOf(text: string, phrases: readonly Phrase[]): Snippet {
  const ranges = phrases.length === 0 ? [] : joined(rangesOf(termsOf(text), phrases))
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
