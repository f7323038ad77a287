/**
 * search: what was said, found by its words. It owns the index (`index-events.ts`, `keep-index.ts`), which follows what messages say within
 * each transaction, and answers queries from it: newest first, never ranked, never by looking through all messages. It fetches nothing.
 * What is indexed is decided in `searchable.ts`, what a word is in `terms.ts`.
 */
import type { RoomId } from '../../../preload/contract/ids.ts'
import type { SearchHit } from '../../../preload/contract/rows/search-row.ts'
import type { Me } from '../base/me.ts'
import type { Reader } from '../store/reader.ts'
import { drawHits } from './draw-hits.ts'
import { find } from './find.ts'
import { parseQuery, QueryError } from './query.ts'
import { resolveConditions } from './resolve-conditions.ts'

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

/** Finds what is in the index: what has just come is taken in with `takeInNew`. Throws `QueryError`. */
export function searchMessages(reader: Reader, { me, query, roomId, limit, before }: SearchInput): Hits {
  const { phrases, conditions } = parseQuery(query)
  const resolved = resolveConditions(reader, conditions, { me, roomId })
  const until = Math.min(resolved.range.until, before === null ? Infinity : readCursor(before))
  if (resolved.isImpossible || phrases.length + conditions.length === 0) return { hits: [], next: null }
  const found = find(reader, { phrases, conditions: resolved, range: { from: resolved.range.from, until }, count: limit + 1 })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    hits: drawHits(reader, me, page, phrases.filter(({ isUnwanted }) => !isUnwanted)),
    next: last === undefined || found.length <= limit ? null : String(last.entry),
  }
}

function readCursor(before: string): number {
  const entry = /^\d{1,16}$/u.test(before) ? Number(before) : NaN
  if (!Number.isSafeInteger(entry)) throw new QueryError('This is no place in the results.')
  return entry
}
