import type { Guard } from './guard.ts'

/** The shape of every table of calls: an input and a result by `noun.verb`. */
export type CallTable = Record<string, { readonly in: object; readonly out: unknown }>

/** A guard for the input of every call or view of a table; a missing or misspelt one does not compile. */
export type GuardsOf<Table extends { readonly [Name in keyof Table]: { readonly in: unknown } }> = {
  readonly [Name in keyof Table]: Guard<Table[Name]['in']>
}
