import { integer, nonEmptyText, object, optional, text } from '../guard.ts'
import type { GuardsOf } from '../guards-of.ts'
import { isRoomId, isUserId, type RoomId, type UserId } from '../ids.ts'
import type { SearchCoverage, SearchHit } from '../rows/search-row.ts'

export type SearchResult = {
  /** Newest first. */
  readonly hits: readonly SearchHit[]
  /** To be given as `before` for the next ones; null when these were all. */
  readonly next: string | null
  readonly coverage: SearchCoverage
}

export type SearchCalls = {
  /**
   * Messages by their words, newest first. All words have to be there; the last one, and one that ends in `*`, may be a beginning; "several
   * words" stand together; `-word` must not be there. `from:` (me, a user id, or how a name begins), `in:` (a room's id, alias or name), `has:`
   * (link, file, image, video, audio), `before:`, `after:` (which leave out what they name), `on:` (a year, month or day: 2024, 2024-03,
   * 2024-03-14), `mentions:me` and `is:thread` narrow it down; several `from:`, or several `in:`, are one or the other; a minus before an
   * operator turns it round. What is no operator of these are words. Fails with `bad-input`, in words, when an operator cannot be understood.
   */
  'search.messages': {
    in: { readonly account: UserId; readonly query: string; readonly roomId?: RoomId; readonly limit: number; readonly before?: string }
    out: SearchResult
  }
}

export const searchGuards: GuardsOf<SearchCalls> = {
  'search.messages': object<SearchCalls['search.messages']['in']>({
    account: isUserId, query: nonEmptyText(1024), roomId: optional(isRoomId), limit: integer(1, 200), before: optional(text(64)),
  }),
}
