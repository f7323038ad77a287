import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** Entries of the index within one second. */
export const entriesOfSecond = 1_024

export type Found = { readonly entry: number; readonly event: number }

export const entriesOfSql = `SELECT search_entry.entry, search_entry.event
  FROM json_each(?) wanted CROSS JOIN search_entry ON search_entry.event = wanted.value`

/** The entries of those of the events that have one. */
export function readEntries(reader: Reader, events: readonly number[]): ReadonlyMap<number, number> {
  const rows = reader.all<Found>(entriesOfSql, JSON.stringify(events))
  return new Map(rows.map(({ event, entry }) => [event, entry]))
}

/** The last entry from `first` to `last`, both included. */
export function lastEntry(reader: Reader, first: number, last: number): number | undefined {
  const sql = 'SELECT entry FROM search_entry WHERE entry BETWEEN ? AND ? ORDER BY entry DESC LIMIT 1'
  return reader.get<{ entry: number }>(sql, first, last)?.entry
}

export function isEntry(reader: Reader, entry: number): boolean {
  return reader.get('SELECT 1 AS found FROM search_entry WHERE entry = ?', entry) !== undefined
}

/** False when the entry is another event's. */
export function putEntry(writer: Writer, entry: number, event: number): boolean {
  return writer.run('INSERT INTO search_entry (entry, event) VALUES (?, ?) ON CONFLICT (entry) DO NOTHING', entry, event).changes === 1
}

export function removeEntry(writer: Writer, entry: number): void {
  writer.run('DELETE FROM search_entry WHERE entry = ?', entry)
}

/** What an entry is found by: terms, divided by spaces. */
export type Terms = { readonly said: string; readonly facet: string }

export function putTerms(writer: Writer, entry: number, { said, facet }: Terms): void {
  writer.run('INSERT INTO search_index (rowid, said, facet) VALUES (?, ?, ?)', entry, said, facet)
}

export function removeTerms(writer: Writer, entry: number): void {
  writer.run('DELETE FROM search_index WHERE rowid = ?', entry)
}

/**
 * How far the index is, by row ids of events: those after `older` up to `newer` are taken in; `total`: how many were stored before there was
 * an index.
 */
export type SearchProgress = { readonly older: number; readonly total: number; readonly newer: number }

export function readProgress(reader: Reader): SearchProgress {
  return reader.get<SearchProgress>('SELECT older, total, newer FROM search_progress') ?? { older: 0, total: 0, newer: 0 }
}

export function putOlder(writer: Writer, older: number): void {
  writer.run('UPDATE search_progress SET older = ?', older)
}

export function putNewer(writer: Writer, newer: number): void {
  writer.run('UPDATE search_progress SET newer = ?', newer)
}

/** The last of the events that are still to be taken in of those stored before. */
export function readOlder(reader: Reader, older: number, count: number): readonly number[] {
  const sql = 'SELECT event FROM event WHERE event <= ? ORDER BY event DESC LIMIT ?'
  return reader.all<{ event: number }>(sql, older, count).map(({ event }) => event)
}

/** The event that was stored last; 0 where there is none. */
export function readLastEvent(reader: Reader): number {
  return reader.get<{ event: number | null }>('SELECT max(event) AS event FROM event')?.event ?? 0
}

/** Entries from `from` until before `until`. */
export type EntryRange = { readonly from: number; readonly until: number }

// FTS5 takes no bounds but integers, and better-sqlite3 binds numbers of this size as reals.
export const matchingSql = `SELECT search_index.rowid AS entry, search_entry.event
  FROM search_index CROSS JOIN search_entry ON search_entry.entry = search_index.rowid
  WHERE search_index MATCH ? AND search_index.rowid >= CAST(? AS INTEGER)
    AND search_index.rowid < CAST(? AS INTEGER) ORDER BY search_index.rowid DESC LIMIT ?`

/** The newest entries that an FTS5 expression matches. */
export function readMatching(reader: Reader, match: string, { from, until }: EntryRange, count: number): readonly Found[] {
  return reader.all<Found>(matchingSql, match, from, until, count)
}

export const newestSql = 'SELECT entry, event FROM search_entry WHERE entry >= ? AND entry < ? ORDER BY entry DESC LIMIT ?'

/** The newest entries of all. */
export function readNewest(reader: Reader, { from, until }: EntryRange, count: number): readonly Found[] {
  return reader.all<Found>(newestSql, from, until, count)
}

export const isMatchedSql = 'SELECT 1 AS found FROM search_index WHERE search_index MATCH ? AND rowid = CAST(? AS INTEGER)'

export function isMatched(reader: Reader, match: string, entry: number): boolean {
  return reader.get(isMatchedSql, match, entry) !== undefined
}
