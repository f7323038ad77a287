import type Database from 'better-sqlite3-multiple-ciphers'

/** What SQLite binds: our columns hold integers, reals, text, bytes and NULL. */
export type Value = string | number | bigint | Uint8Array | null

/**
 * The right to read. Functions of `tables/` take it as their first argument; the rows they return are plain objects with the columns that
 * the statement names. A statement is compiled once and kept, so its text must be a constant.
 */
export class Reader {
  readonly #database: Database.Database
  readonly #statements: Map<string, Database.Statement<Value[]>>

  constructor(database: Database.Database, statements: Map<string, Database.Statement<Value[]>> = new Map()) {
    this.#database = database
    this.#statements = statements
  }

  /** The first row, if any. `Row` names the columns that `sql` selects: the one place where a type is believed and not checked. */
  get<Row extends object>(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.statement(sql).get(...values) as Row | undefined
  }

  all<Row extends object>(sql: string, ...values: readonly Value[]): readonly Row[] {
    return this.statement(sql).all(...values) as readonly Row[]
  }

  /** Row by row, for what may be long; nothing else may run on the store before it ends. */
  iterate<Row extends object>(sql: string, ...values: readonly Value[]): IterableIterator<Row> {
    return this.statement(sql).iterate(...values) as IterableIterator<Row>
  }

  /** How SQLite would run it, one line a step: for the tests that hold hot queries to their index. */
  plan(sql: string): readonly string[] {
    const rows = this.#database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as readonly { detail: string }[]
    return rows.map((row) => row.detail)
  }

  protected statement(sql: string): Database.Statement<Value[]> {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#database.prepare<Value[]>(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}
