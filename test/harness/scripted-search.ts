/** What the scripted bridge finds: messages of the made-up rooms that have the beginnings of all words, with ranges, pages and coverage. */
import type { SearchCoverage, SearchHit, TimelineRow } from '../../preload/contract/index.ts'
import type { Answers, Script } from './renderer-answers.ts'
import { historyOf, now } from './renderer-world.ts'

/** Two rooms have thousands of messages; the others are short. */
const searched = ['launch', 'general', 'design', 'dm-anna', 'photos']

const day = 86_400_000

const coverages: Partial<Record<Script['scene'], Partial<SearchCoverage>>> = {
  unreadable: { undecrypted: 41 },
  indexing: { indexing: { done: 412_000, total: 1_200_000 } },
}

type SearchName = Extract<keyof Answers, `search.${string}` | `history.${string}`>

export const searchAnswers: Pick<Answers, SearchName> = {
  'search.messages': ({ query, roomId, limit, before }, script) => {
    if (/\b(?:before|after|on):(?!\d{4}(?:-\d\d){0,2}(?:\s|$))/u.test(query)) {
      return { ok: false, failure: { code: 'bad-input', message: 'A time is a year, a month or a day: 2024, 2024-03 or 2024-03-14.' } }
    }
    if (script.scene === 'broken-search') return { ok: false, failure: { code: 'bug', message: 'The index cannot be read just now.' } }
    const found = hitsOf(script, query, roomId).filter(({ ts }) => before === undefined || ts < Number(before))
    const hits = found.slice(0, limit)
    const coverage: SearchCoverage = {
      rooms: roomId === undefined ? 15 : 1, completeRooms: roomId === undefined ? 6 : 0, from: now - 250 * day, undecrypted: 0, indexing: null,
      ...coverages[script.scene],
    }
    return { ok: true, value: { hits, next: found.length > limit ? String(hits.at(-1)?.ts) : null, coverage } }
  },
  'history.download': ({ roomId }, script) => {
    const name = script.world.rooms.find((room) => room.roomId === roomId)?.name ?? ''
    const row = { ...historyOf('launch', name, { state: 'loading' }), key: roomId, roomId }
    script.change({ history: [...script.world.history.filter((one) => one.roomId !== roomId), row] })
    return { ok: true, value: {} }
  },
  'history.stop': ({ roomId }, script) => {
    script.change({ history: script.world.history.filter((one) => one.roomId !== roomId) })
    return { ok: true, value: {} }
  },
}

function hitsOf(script: Script, query: string, only: string | undefined): readonly SearchHit[] {
  const words = query.toLowerCase().split(/\s+/u).filter((word) => word !== '' && !word.includes(':'))
  const rooms = script.world.rooms.filter(({ roomId }) => only === undefined
    ? searched.some((name) => roomId.startsWith(`!${name}:`)) : roomId === only)
  return rooms.flatMap((room) => script.timeline(room.roomId).flatMap((row): readonly SearchHit[] => {
    const matches = matchesIn(row, words)
    if (matches === null || row.eventId === null) return []
    return [{
      key: row.eventId, eventId: row.eventId, roomId: room.roomId, roomName: room.name, roomAvatar: room.avatar, sender: row.sender, ts: row.ts,
      kind: row.kind, thread: row.plain.startsWith('Thanks!') ? row.eventId : null, snippet: { text: row.plain, matches },
    }]
  })).toSorted((a, b) => b.ts - a.ts)
}

/** Where the words stand; null when one of them does not. */
function matchesIn(row: TimelineRow, words: readonly string[]): readonly (readonly [number, number])[] | null {
  if (row.content.type !== 'text' && row.content.type !== 'attachment') return null
  const text = row.plain.toLowerCase()
  const matches: (readonly [number, number])[] = []
  for (const word of words) {
    const at = text.search(new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[^\p{L}\p{N}]/gu, '')}`, 'u'))
    if (at === -1) return null
    matches.push([at, at + word.length])
  }
  return matches
}
