/**
 * search: what was said, found by its words. It owns the index (`index-events.ts`), which is brought in line in the transaction in which
 * something comes to be known, changes or goes, and answers queries from it: newest first, never ranked, never by looking through messages.
 * It fetches nothing and has no state beside the database. What is indexed is decided in `searchable.ts`, what a word is in `terms.ts`.
 */
import type { RoomId } from '../../../preload/contract/ids.ts'
import type { SearchHit } from '../../../preload/contract/rows/search-row.ts'
import type { Me } from '../base/me.ts'
import type { Reader } from '../store/reader.ts'
import { readEventRows, type PlacedRecord } from '../store/tables/events.ts'
import { isMatched, readMatching, readNewest, type EntryRange, type Found } from '../store/tables/search-index.ts'
import { drawHits } from './draw-hits.ts'
import { matchExpression } from './match-expression.ts'
import { parseQuery, QueryError, type Query } from './query.ts'
import { resolveConditions, type Conditions } from './resolve-conditions.ts'

export type SearchInput = {
  readonly me: Me
  readonly query: string
  /** In which room alone; null: in all. */
  readonly roomId: RoomId | null
  readonly limit: number
  /** Where the last search ended (`next`); null: at the newest. */
  readonly before: string | null
}

export type Hits = { readonly hits: readonly SearchHit[]; readonly next: string | null }

/** Throws `QueryError`. */
export function searchMessages(reader: Reader, { me, query, roomId, limit, before }: SearchInput): Hits {
  const parsed = parseQuery(query)
  const conditions = resolveConditions(reader, parsed.conditions, { me, roomId })
  const until = Math.min(conditions.range.until, before === null ? Infinity : readCursor(before))
  if (conditions.isImpossible || isEmpty(parsed)) return { hits: [], next: null }
  const found = find(reader, parsed, conditions, { range: { from: conditions.range.from, until }, count: limit + 1 })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return { hits: drawHits(reader, me, page, parsed.phrases), next: last === undefined || found.length <= limit ? null : String(last.entry) }
}

const isEmpty = ({ phrases, conditions }: Query): boolean => phrases.length + conditions.length === 0

function readCursor(before: string): number {
  const entry = /^\d{1,16}$/u.test(before) ? Number(before) : NaN
  if (!Number.isSafeInteger(entry)) throw new QueryError('This is no place in the results.')
  return entry
}

export type FoundRecord = PlacedRecord & Pick<Found, 'entry'>

/** More than this is looked at for a page only where most of it turns out not to be meant. */
const batch = 100

function find(
  reader: Reader, { phrases }: Query, conditions: Conditions, { range, count }: { readonly range: EntryRange; readonly count: number },
): readonly FoundRecord[] {
  const { match, unless } = matchExpression({ phrases, facets: conditions.facets, unwantedFacets: conditions.unwantedFacets })
  const found: FoundRecord[] = []
  for (let until = Math.min(range.until, Number.MAX_SAFE_INTEGER); ;) {
    const left = { from: range.from, until }
    const size = Math.max(count, found.length === 0 ? 0 : batch)
    const entries = match === null ? readNewest(reader, left, size) : readMatching(reader, match, left, size)
    const records = new Map(readEventRows(reader, entries.map(({ event }) => event)).map((record) => [record.event, record]))
    for (const { entry, event } of entries) {
      const record = records.get(event)
      if (record === undefined || !conditions.accepts(record) || (unless !== null && isMatched(reader, unless, entry))) continue
      found.push({ ...record, entry })
      if (found.length === count) return found
    }
    const last = entries.at(-1)
    if (last === undefined || entries.length < size) return found
    until = last.entry
  }
}
