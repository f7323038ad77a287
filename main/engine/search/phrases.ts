import type { Phrase } from './query.ts'
import type { Term } from './terms.ts'

/** A range `[start, end)` of a text, in UTF-16 units. */
export type Range = readonly [number, number]

/** Where phrases stand in a text, by its terms: as the index finds them. */
export function rangesOf(terms: readonly Term[], phrases: readonly Phrase[]): Range[] {
  const ranges: Range[] = []
  for (const [at, { start }] of terms.entries()) {
    for (const phrase of phrases) {
      const end = endOfMatch(terms, at, phrase)
      if (end !== null) ranges.push([start, end])
    }
  }
  return ranges
}

/** Whether all of the phrases stand in a text. */
export const hasPhrases = (terms: readonly Term[], phrases: readonly Phrase[]): boolean =>
  phrases.every((phrase) => terms.some((_, at) => endOfMatch(terms, at, phrase) !== null))

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
