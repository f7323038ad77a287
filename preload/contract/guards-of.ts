import type { Guard } from './guard.ts'

/** A guard for the input of every call or view of a table; a missing or misspelt one does not compile. */
export type GuardsOf<Table extends { readonly [Name in keyof Table]: { readonly in: unknown } }> = {
  readonly [Name in keyof Table]: Guard<Table[Name]['in']>
}
