// How fast events come into the store: through the whole pipeline (read, kept in their places with all that follows from them, indexed), against
// bare inserts of the very same rows into the same tables, with the same indexes and FTS5, in the same transactions, on the same file format.
// A part of `npm run bench`; by itself: `node scripts/run.mjs test/bench/writing.ts [--quick]`.
import { join } from 'node:path'
import type Database from 'better-sqlite3-multiple-ciphers'
import { openDatabase } from '../../main/engine/store/database.ts'
import { migrations } from '../../main/engine/store/migrations/index.ts'
import type { Store } from '../../main/engine/store/store.ts'
import { openTempFolder } from '../harness/temp-folder.ts'
import { benchKey, openIndexed, pagesOf, writePage, type Page } from './message-store.ts'
import { readWrittenRows, type Row, type WrittenRows } from './written-rows.ts'
import { spreadOf } from './statistics.ts'
import { drawTable, type Measure } from './table.ts'

export type WritingBench = { readonly rooms: number; readonly events: number; readonly runs: number }

export const writingBench = (isQuick: boolean): WritingBench =>
  isQuick ? { rooms: 20, events: 6_000, runs: 1 } : { rooms: 50, events: 50_000, runs: 3 }

/**
 * Events a second of the processor's time, which is what both wait for: commits do not wait for the disk. The goal is seven tenths of the bare
 * inserts.
 */
export async function measureWriting({ rooms, events, runs }: WritingBench): Promise<readonly Measure[]> {
  const pages = [...pagesOf({ rooms, events })]
  const count = pages.reduce((sum, page) => sum + page.events.length, 0)
  const folder = await openTempFolder()
  const rates: { readonly ours: number; readonly bare: number }[] = []
  try {
    for (let run = 0; run <= runs; run += 1) {
      const store = openIndexed(join(folder.path, `ours-${run}.db`))
      const ours = processorTime(() => writeAll(store, pages))
      const rows = readWrittenRows(store)
      store.dispose()
      const database = openDatabase({ file: join(folder.path, `bare-${run}.db`), key: benchKey, migrations })
      const bare = insertAll(database, rows)
      database.close()
      // Once through, so that the code is warm.
      if (run > 0) rates.push({ ours: count / ours, bare: count / bare })
    }
  } finally {
    await folder.dispose()
  }
  const [ours, bare] = [spreadOf(rates.map((rate) => rate.ours)), spreadOf(rates.map((rate) => rate.bare))]
  const subject = `${count} events`
  return [
    { name: 'bare inserts of the same rows', subject, unit: '/s', spread: bare, limit: null },
    { name: 'events written, whole pipeline', subject, unit: '/s', spread: ours, limit: { name: 'bare inserts', value: bare.median } },
  ]
}

function writeAll(store: Store, pages: readonly Page[]): void {
  for (const page of pages) writePage(store, page)
}

/** Seconds of the processor. */
function processorTime(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** Seconds that the inserts take; statements are compiled before. */
function insertAll(database: Database.Database, { tables, transactions }: WrittenRows): number {
  const statements = new Map(tables.map(({ table, columns }) =>
    [table, database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)]))
  database.pragma('synchronous = NORMAL')
  const insert = database.transaction((rows: readonly Row[]) => {
    for (const { table, values } of rows) statements.get(table)?.run(...values)
  }).immediate
  return processorTime(() => {
    for (const rows of transactions) insert(rows)
  })
}

if (import.meta.main) console.log(drawTable(await measureWriting(writingBench(process.argv.includes('--quick')))))
