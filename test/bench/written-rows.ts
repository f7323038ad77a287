import { termsOfEvents } from '../../main/engine/search/index-events.ts'
import type { Reader } from '../../main/engine/store/reader.ts'
import type { Store } from '../../main/engine/store/store.ts'

type Value = string | number | null
export type Row = { readonly table: string; readonly values: readonly Value[] }
type Table = { readonly table: string; readonly columns: readonly string[] }

/** What bare inserts write: the tables, and their rows in transactions as the engine makes them. */
export type WrittenRows = { readonly tables: readonly Table[]; readonly transactions: readonly (readonly Row[])[] }

const eventColumns = [
  'event', 'room', 'event_id', 'position', 'is_shown', 'is_counted', 'mentions_me', 'sender', 'type', 'state_key', 'ts', 'thread',
  'transaction_id', 'redacted_by', 'json',
]
const relationColumns = ['room', 'target_id', 'kind', 'event_id', 'sender', 'ts', 'key']
const tables: readonly Table[] = [
  { table: 'event', columns: eventColumns },
  { table: 'relation', columns: relationColumns },
  { table: 'search_entry', columns: ['entry', 'event'] },
  { table: 'search_index', columns: ['rowid', 'said', 'facet'] },
]

/** Events of one transaction, and of those that are indexed together. */
const page = 100
const together = 100

/** The rows that a store has, as they have to be written to come to the same. */
export function readWrittenRows(store: Store): WrittenRows {
  return store.read((reader) => {
    const last = reader.get<{ last: number }>('SELECT max(event) AS last FROM event')?.last ?? 0
    const transactions: Row[][] = [roomRows(reader)]
    for (let from = 0; from < last; from += page) {
      const isIndexed = (from + page) % together === 0 || from + page >= last
      const indexedFrom = Math.floor(from / together) * together
      transactions.push([...eventRows(reader, from), ...(isIndexed ? indexRows(reader, indexedFrom, Math.min(last, from + page)) : [])])
    }
    return { tables: [{ table: 'room', columns: ['room', 'room_id', 'membership', 'name', 'search_name', 'section'] }, ...tables], transactions }
  })
}

const roomRows = (reader: Reader): Row[] =>
  reader.all<{ room: number; id: string }>('SELECT room, room_id AS id FROM room')
    .map(({ room, id }) => ({ table: 'room', values: [room, id, 'join', '', '', 'none'] }))

function eventRows(reader: Reader, from: number): Row[] {
  const events = reader.all<Record<string, Value>>(
    `SELECT ${eventColumns.join(', ')} FROM event WHERE event > ? AND event <= ? ORDER BY event`, from, from + page)
  const relations = reader.all<Record<string, Value>>(
    `SELECT relation.* FROM event JOIN relation ON relation.room = event.room AND relation.event_id = event.event_id
     WHERE event.event > ? AND event.event <= ? ORDER BY event.event`, from, from + page)
  const rowsOf = (table: string, columns: readonly string[], rows: readonly Record<string, Value>[]): Row[] =>
    rows.map((row) => ({ table, values: columns.map((column) => row[column] ?? null) }))
  return [...rowsOf('event', eventColumns, events), ...rowsOf('relation', relationColumns, relations)]
}

function indexRows(reader: Reader, from: number, until: number): Row[] {
  const entries = reader.all<{ entry: number; event: number }>(
    'SELECT entry, event FROM search_entry WHERE event > ? AND event <= ? ORDER BY entry', from, until)
  const terms = termsOfEvents(reader, entries.map(({ event }) => event))
  return entries.flatMap(({ entry, event }) => {
    const { said = '', facet = '' } = terms.get(event)?.terms ?? {}
    return [{ table: 'search_entry', values: [entry, event] }, { table: 'search_index', values: [entry, said, facet] }]
  })
}
