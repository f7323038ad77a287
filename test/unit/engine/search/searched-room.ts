import type { EventId } from '../../../../preload/contract/ids.ts'
import { takeInNew } from '../../../../main/engine/search/keep-index.ts'
import { searchMessages, type Hits } from '../../../../main/engine/search/search.ts'
import type { Store } from '../../../../main/engine/store/store.ts'
import { event, me } from '../timeline/room-fixture.ts'

/** A message of that text; `name` is its id without the sigil. */
export const say = (name: string, body: string, more: Record<string, unknown> = {}) => event(name, { content: { msgtype: 'm.text', body }, ...more })

export function searchIn(store: Store, query: string, more: { readonly limit?: number; readonly before?: string } = {}): Hits {
  takeInNew(store)
  return store.read((reader) => searchMessages(reader, { me, query, roomId: null, limit: 20, before: null, ...more }))
}

/** Ids of what a search finds, newest first. */
export const idsIn = (store: Store, query: string): readonly EventId[] => searchIn(store, query).hits.map(({ eventId }) => eventId)

/** How many entries the index has, as its two tables have it. */
export function entriesIn(store: Store): readonly [entries: number, documents: number] {
  const count = (table: string) => store.read((reader) => reader.get<{ count: number }>(`SELECT count(*) AS count FROM ${table}`))?.count ?? 0
  return [count('search_entry'), count('search_index_docsize')]
}
