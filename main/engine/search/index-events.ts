import { ownRecord } from '../base/json.ts'
import type { Reader } from '../store/reader.ts'
import { readEventRows } from '../store/tables/events.ts'
import { readLatestEditsOfRows } from '../store/tables/relations.ts'
import {
  entriesOfSecond, isEntry, lastEntry, putEntry, putTerms, readEntries, removeEntry, removeTerms, type Terms,
} from '../store/tables/search-index.ts'
import type { Worded, Writer } from '../store/writer.ts'
import { contentOf, newContentOf } from '../timeline/rows/shown-event.ts'
import { attachedFacet, mentionFacet, roomFacet, senderFacet, threadFacet } from './facets.ts'
import { joinedTerms } from './joined-terms.ts'
import { searchableOf, searchableTypes, type Searchable } from './searchable.ts'

/**
 * Brings the index in line with what these events (by row id) say now, in the same transaction in which they came to say it. Whatever is
 * not there, not readable, taken back or no message is not in the index afterwards.
 */
export function indexEvents(writer: Writer, events: readonly number[]): void {
  if (events.length === 0) return
  const known = readEntries(writer, events)
  const said = termsOfEvents(writer, events)
  for (const [event, entry] of known) {
    removeTerms(writer, entry)
    if (!said.has(event)) removeEntry(writer, entry)
  }
  putAll(writer, said, known)
}

/** The same for events that are not in the index for sure. */
export function addEvents(writer: Writer, events: readonly number[], fresh: Fresh): void {
  putAll(writer, termsOfEvents(writer, events, fresh), new Map())
}

type Said = { readonly ts: number; readonly terms: Terms }

function putAll(writer: Writer, said: ReadonlyMap<number, Said>, known: ReadonlyMap<number, number>): void {
  const added = [...said].map(([event, { ts, terms }]) => ({ entry: known.get(event) ?? takeEntry(writer, ts, event), terms }))
  // FTS5 writes out what it holds in memory whenever an entry does not come after the one before it.
  added.sort((one, other) => one.entry - other.entry)
  for (const { entry, terms } of added) putTerms(writer, entry, terms)
}

/** Knows of events what they say without reading them; null: it changed since, or an edit says something else. */
export type Fresh = ReadonlyMap<number, Worded | null>

type Told = Omit<Worded, 'redactedBy' | 'isShown'>

/** What the events among these are found by that are found at all, and when they were said. */
export function termsOfEvents(reader: Reader, events: readonly number[], fresh: Fresh = new Map()): ReadonlyMap<number, Said> {
  const told = events.map((event) => fresh.get(event) ?? null).filter((one) => one !== null)
  const read = readTold(reader, events.filter((event) => (fresh.get(event) ?? null) === null))
  const edits = readLatestEditsOfRows(reader, read.map(({ event }) => event))
  return new Map([...told.filter(isSearchable), ...read].flatMap((one) => {
    const edit = edits.get(one.event)
    const content = (edit && newContentOf(edit)) ?? one.content
    const searchable = searchableOf({ ...one, content, relatesTo: ownRecord(one.content, 'm.relates_to') ?? {} })
    if (searchable === null) return []
    return [[one.event, { ts: one.ts, terms: { said: joinedTerms(searchable.text), facet: facetsOf(one, searchable) } }] as const]
  }))
}

const isSearchable = ({ redactedBy, isShown, type }: Pick<Worded, 'redactedBy' | 'isShown' | 'type'>): boolean =>
  redactedBy === null && isShown && searchableTypes.has(type)

const readTold = (reader: Reader, events: readonly number[]): readonly Told[] =>
  readEventRows(reader, events).filter(isSearchable).map((record) => ({ ...record, content: contentOf(record.json) }))

function facetsOf({ room, sender, mentionsMe, thread }: Told, { kind, hasLink }: Searchable): string {
  const facets = [roomFacet(room), senderFacet(sender)]
  if (hasLink) facets.push(attachedFacet.link)
  if (kind === 'file' || kind === 'image' || kind === 'video' || kind === 'audio') facets.push(attachedFacet[kind])
  if (kind === 'voice') facets.push(attachedFacet.audio)
  if (mentionsMe) facets.push(mentionFacet)
  if (thread !== null) facets.push(threadFacet)
  return facets.join(' ')
}

/** In seconds: the year 2242. What is later is taken for that. */
const latest = 2 ** 33 - 1
const entries = (latest + 1) * entriesOfSecond

/** The first entry of a time, in milliseconds since the epoch. */
export const entryOf = (ts: number): number => Math.min(latest, Math.max(0, Math.floor(ts / 1_000))) * entriesOfSecond

function takeEntry(writer: Writer, ts: number, event: number): number {
  const first = entryOf(ts)
  // Nothing else was said in most seconds, so it is tried before it is looked up.
  if (putEntry(writer, first, event)) return first
  const entry = freeEntry(writer, ts, event)
  putEntry(writer, entry, event)
  return entry
}

/** The next one of its second. A server that says that thousands of messages are of one second gets them spread over what follows. */
function freeEntry(reader: Reader, ts: number, event: number): number {
  const first = entryOf(ts)
  const last = first + entriesOfSecond - 1
  const next = (lastEntry(reader, first, last) ?? first - 1) + 1
  if (next <= last) return next
  for (let width = entriesOfSecond * 2, salt = 1; ; width = Math.min(width * 2, entries), salt += 1) {
    const entry = (first + scatter(event, salt) % width) % entries
    if (!isEntry(reader, entry)) return entry
  }
}

/** Some number below 2^43, always the same for the same two. */
const scatter = (event: number, salt: number): number =>
  (Math.imul(event ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b) >>> 0) * 2_048 + ((event ^ salt) & 2_047)
