import { cpSync, existsSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3-multiple-ciphers'
import { unlock, type DatabaseKey } from './database.ts'

/** What could be read of one table. `isWhole`: nothing of it was passed over. */
export type Salvaged = { readonly rows: readonly SalvagedRow[]; readonly isWhole: boolean }
export type SalvagedRow = Readonly<Record<string, unknown>>

/** Reads `sql`, which ends with the order of its rows and takes a "DESC". */
export type ReadSalvage = (sql: string) => Salvaged

/**
 * Reads what can still be read of a damaged database, from a copy of it: not a byte of the files themselves is touched. Rows are read from both
 * ends, up to where the file does not hold together. A file of which nothing can be read has no rows.
 */
export function salvage<T>(options: { readonly file: string; readonly key: DatabaseKey }, work: (read: ReadSalvage) => T): T {
  const copy = `${options.file}.salvage`
  for (const end of ['', '-wal']) if (existsSync(options.file + end)) cpSync(options.file + end, copy + end)
  let database: Database.Database | undefined
  try {
    try {
      database = new Database(copy)
      unlock(database, options.key)
    } catch {
      database = undefined
    }
    return work((sql) => (database === undefined ? { rows: [], isWhole: false } : readBothWays(database, sql)))
  } finally {
    try {
      database?.close()
    } finally {
      for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true })
    }
  }
}

function readBothWays(database: Database.Database, sql: string): Salvaged {
  const forward = readUntilDamage(database, sql)
  if (forward.isWhole) return forward
  const seen = new Set(forward.rows.map((row) => JSON.stringify(row)))
  const backward = readUntilDamage(database, `${sql} DESC`).rows.filter((row) => !seen.has(JSON.stringify(row)))
  return { rows: [...forward.rows, ...backward.toReversed()], isWhole: false }
}

function readUntilDamage(database: Database.Database, sql: string): Salvaged {
  const rows: SalvagedRow[] = []
  try {
    for (const row of database.prepare<[], SalvagedRow>(sql).iterate()) rows.push(row)
    return { rows, isWhole: true }
  } catch {
    return { rows, isWhole: false }
  }
}
