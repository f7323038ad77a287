import type { Reader } from '../store/reader.ts'
import { readEventRows, type PlacedRecord } from '../store/tables/events.ts'
import { readLatestEditsOfRows } from '../store/tables/relations.ts'
import { isMatched, readMatching, readNewest, type EntryRange } from '../store/tables/search-index.ts'
import { readShown } from '../timeline/rows/shown-event.ts'
import { joinedTerms } from './joined-terms.ts'
import { matchExpression } from './match-expression.ts'
import { hasPhrases } from './phrases.ts'
import type { Phrase } from './query.ts'
import type { Conditions } from './resolve-conditions.ts'
import { searchableOf, type Searchable } from './searchable.ts'
import { termsOf } from './terms.ts'

/** A message that was found, as it is now. */
export type Found = { readonly entry: number; readonly record: PlacedRecord; readonly searchable: Searchable }

export type Wanted = { readonly phrases: readonly Phrase[]; readonly conditions: Conditions; readonly range: EntryRange; readonly count: number }

/**
 * The newest `count` messages that match.
 *
 * For a beginning of a word FTS5 first gathers every word that begins so, which takes long where many do: with one letter nearly all messages.
 * Then, however, the newest messages have enough of them. So those are looked at first, and the index is asked where they have few.
 */
export function find(reader: Reader, wanted: Wanted): readonly Found[] {
  const beginnings = wanted.phrases.filter(({ isPrefix, isUnwanted }) => isPrefix && !isUnwanted)
  if (beginnings.length === 0) return take(reader, wanted, () => true).found
  const newest = lookThrough(reader, wanted, beginnings)
  if (newest.isAll) return newest.found
  const count = wanted.count - newest.found.length
  return [...newest.found, ...take(reader, { ...wanted, range: { ...wanted.range, until: newest.until }, count }, () => true).found]
}

/** So many are looked at between one decision to go on and the next, and so many at most. */
const look = 64
const mostLooks = 512
/** It pays while one of so many is meant: then the index would have to gather very many. */
const worthwhile = 24

/** The newest messages that match but for the beginnings, read one by one. */
function lookThrough(reader: Reader, wanted: Wanted, beginnings: readonly Phrase[]): Taken {
  const rest = wanted.phrases.filter((phrase) => !beginnings.includes(phrase))
  const begins = ({ searchable }: Found) => beginWords(searchable.text, beginnings)
  // Few long beginnings are common.
  const first = beginnings.every(({ terms }) => (terms.at(-1) ?? '').length > 3) ? look / 2 : look
  let [found, until]: [readonly Found[], number] = [[], wanted.range.until]
  for (let looked = 0; looked < mostLooks && found.length * worthwhile >= looked;) {
    const size = looked === 0 ? first : look
    const left = { ...wanted, phrases: rest, range: { ...wanted.range, until }, count: wanted.count - found.length }
    const next = take(reader, left, begins, size)
    found = [...found, ...next.found]
    until = next.until
    looked += size
    if (next.isAll) return { found, isAll: true, until }
  }
  return { found, isAll: false, until }
}

/** Most texts have none of the terms, which is seen before it is looked where. */
function beginWords(text: string, beginnings: readonly Phrase[]): boolean {
  const joined = ` ${joinedTerms(text)}`
  return beginnings.every(({ terms }) => terms.every((term) => joined.includes(` ${term}`))) && hasPhrases(termsOf(text), beginnings)
}

/** `isAll`: there are no more, or enough. `until`: where it ended. */
type Taken = { readonly found: readonly Found[]; readonly isAll: boolean; readonly until: number }

/** More than this is read at once only where more is asked for. */
const batch = 64

/** Goes through what the index gives, newest first, until enough is found or `most` were looked at. */
function take(
  reader: Reader, { phrases, conditions, range, count }: Wanted, isMeant: (found: Found) => boolean, most = Infinity,
): Taken {
  const { match, unless } = matchExpression({ phrases, facets: conditions.facets, unwantedFacets: conditions.unwantedFacets })
  const found: Found[] = []
  let until = range.until
  for (let looked = 0; looked < most;) {
    const size = Math.min(most - looked, most === Infinity ? Math.max(count - found.length, looked > 0 ? batch : 1) : batch)
    const entries = match === null ? readNewest(reader, { ...range, until }, size) : readMatching(reader, match, { ...range, until }, size)
    for (const one of readFound(reader, entries)) {
      if (!conditions.accepts(one.record) || !isMeant(one) || (unless !== null && isMatched(reader, unless, one.entry))) continue
      found.push(one)
      if (found.length === count) return { found, isAll: true, until: one.entry }
    }
    until = entries.at(-1)?.entry ?? until
    looked += entries.length
    if (entries.length < size) return { found, isAll: true, until }
  }
  return { found, isAll: false, until }
}

function readFound(reader: Reader, entries: readonly { readonly entry: number; readonly event: number }[]): readonly Found[] {
  const events = entries.map(({ event }) => event)
  const records = new Map(readEventRows(reader, events).map((record) => [record.event, record]))
  const edits = readLatestEditsOfRows(reader, events)
  return entries.flatMap(({ entry, event }) => {
    const record = records.get(event)
    const searchable = record === undefined ? null : searchableOf(readShown(record, edits.get(event), undefined))
    return record === undefined || searchable === null ? [] : [{ entry, record, searchable }]
  })
}
