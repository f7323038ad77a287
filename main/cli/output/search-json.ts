import type { SearchResult } from '../../../preload/contract/calls/search-calls.ts'

/** What a search found, as programs read it. */
export const searchJson = ({ hits, coverage }: SearchResult) => ({
  results: hits.map(({ eventId, roomId, sender, ts, snippet }) => ({ eventId, roomId, sender: sender.userId, ts, snippet: snippet.text })),
  coverage,
})
