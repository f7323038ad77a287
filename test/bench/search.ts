// How fast messages are found: our whole answer, from what was typed to what is shown, against the bare FTS5 query on the same file and against
// the goal. A part of `npm run bench`; by itself: `node scripts/run.mjs test/bench/search.ts [--quick]`.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { readSearchCoverage } from '../../main/engine/search/coverage.ts'
import { matchExpression } from '../../main/engine/search/match-expression.ts'
import { parseQuery } from '../../main/engine/search/query.ts'
import { resolveConditions } from '../../main/engine/search/resolve-conditions.ts'
import { searchMessages } from '../../main/engine/search/search.ts'
import type { Store } from '../../main/engine/store/store.ts'
import type { RoomId } from '../../preload/contract/ids.ts'
import { say } from '../../scripts/set-up/say.mjs'
import { openTempFolder } from '../harness/temp-folder.ts'
import { benchMe, fillStore, openIndexed } from './message-store.ts'
import { searchKinds } from './search-queries.ts'
import { percentile, spreadOf } from './statistics.ts'
import { drawTable, type Measure } from './table.ts'

export type SearchBench = { readonly rooms: number; readonly events: number; readonly runs: number; readonly queriesEach: number }

/** As many messages as events do not reach: some are reactions, edits and joins. */
export const searchBench = (isQuick: boolean): SearchBench =>
  isQuick ? { rooms: 50, events: 25_000, runs: 2, queriesEach: 5 } : { rooms: 300, events: 1_250_000, runs: 5, queriesEach: 20 }

const limit = 20
const goal = { name: 'goal', value: 50 }
const bareSql = 'SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT ?'

/** Rows: for each kind of query the time that 95 of 100 stay below, and the longest of all; and what the index takes of the file. */
export async function measureSearch(bench: SearchBench, file?: string): Promise<readonly Measure[]> {
  const folder = await openTempFolder()
  const path = file ?? join(folder.path, 'store.db')
  const store = file === undefined ? fillStore(path, bench, (done) => { if (done % 100_000 < 100) say(`${done} events written`) }) : openIndexed(path)
  try {
    const messages = store.read((reader) => reader.get<{ count: number }>('SELECT count(*) AS count FROM search_entry'))?.count ?? 0
    const subject = `${messages} messages`
    const roomId = store.read((reader) => reader.get<{ roomId: RoomId }>('SELECT room_id AS roomId FROM room ORDER BY room LIMIT 1 OFFSET 20'))?.roomId
    const kinds = searchKinds(bench.queriesEach, roomId ?? null).map(({ name, queries }) => ({ name, times: timesOf(store, queries, bench.runs) }))
    const all = { name: 'all of these', times: kinds.flatMap(({ times }) => times) }
    return [...[...kinds, all].flatMap((kind) => rowsOf(kind, subject)), ...measureSize(store, path, subject)]
  } finally {
    store.dispose()
    await folder.dispose()
  }
}

/** What a query took, in milliseconds. */
type Times = { readonly ours: number; readonly bare: number }

/** Others use the processor, too, and the first time reads pages from the disk: the fastest run is what the query itself takes. */
function timesOf(store: Store, queries: readonly string[], runs: number): readonly Times[] {
  return queries.map((query) => {
    const match = expressionOf(store, query)
    return {
      ours: fastest(runs, () => answer(store, query)),
      bare: fastest(runs, () => store.read((reader) => reader.all(bareSql, match, limit))),
    }
  })
}

function rowsOf({ name, times }: { readonly name: string; readonly times: readonly Times[] }, subject: string): readonly Measure[] {
  const ours = times.map((time) => time.ours)
  const peer = { name: 'bare FTS5, p95', value: percentile(times.map(({ bare }) => bare), 0.95) }
  return [
    { name: `search, ${name}: p95`, subject, unit: 'ms', spread: spreadOf([percentile(ours, 0.95)]), limit: peer },
    { name: `search, ${name}: worst`, subject, unit: 'ms', spread: spreadOf([Math.max(...ours)]), limit: goal },
  ]
}

function answer(store: Store, query: string): unknown {
  return store.read((reader) => ({
    ...searchMessages(reader, { me: benchMe, query, roomId: null, limit, before: null }), coverage: readSearchCoverage(reader, null),
  }))
}

function expressionOf(store: Store, query: string): string {
  const { phrases, conditions } = parseQuery(query)
  const { facets, unwantedFacets } = store.read((reader) => resolveConditions(reader, conditions, { me: benchMe, roomId: null }))
  const { match } = matchExpression({ phrases, facets, unwantedFacets })
  if (match === null) throw new Error(`"${query}" asks the index for nothing`)
  return match
}

function fastest(runs: number, work: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const started = performance.now()
    work()
    return performance.now() - started
  })
  return Math.min(...times)
}

function measureSize(store: Store, file: string, subject: string): readonly Measure[] {
  const rows = store.read((reader) => reader.all<{ name: string; bytes: number }>('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name'))
  const events = store.read((reader) => reader.get<{ count: number }>('SELECT count(*) AS count FROM event'))?.count ?? 1
  const index = rows.filter(({ name }) => name.includes('search')).reduce((sum, { bytes }) => sum + bytes, 0)
  const each = (bytes: number) => spreadOf([bytes / events])
  const bare = { name: 'without the index', value: (statSync(file).size - index) / events }
  return [
    { name: 'local database, each event', subject, unit: 'bytes', spread: each(statSync(file).size), limit: bare },
    { name: 'of it the index of search', subject, unit: 'bytes', spread: each(index), limit: null },
  ]
}

if (import.meta.main) {
  const file = process.argv.slice(2).find((word) => !word.startsWith('--'))
  console.log(drawTable(await measureSearch(searchBench(process.argv.includes('--quick')), file)))
}
