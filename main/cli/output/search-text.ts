import type { SearchResult } from '../../../preload/contract/calls/search-calls.ts'
import type { SearchCoverage, SearchHit, Snippet } from '../../../preload/contract/rows/search-row.ts'
import { minuteOf } from './times.ts'
import { visible } from './visible.ts'

const indent = ' '.repeat(4)

/** What a search found, for people: newest first, matches between marks, and what could not be looked at. */
export function searchText({ hits, next, coverage }: SearchResult): string {
  const found = hits.length === 0 ? ['Nothing found.'] : hits.map(hitText)
  return [...found, ...(next === null ? [] : ['There is more: ask for more with --limit.']), ...coverageText(coverage)].join('\n')
}

const hitText = ({ ts, sender, roomName, eventId, snippet }: SearchHit): string =>
  `${minuteOf(ts)}  ${visible(sender.name)}  in ${visible(roomName)}  [${visible(eventId)}]\n${indent}${marked(snippet)}`

/** On a terminal that may have no colours what was found stands between marks. */
function marked({ text, matches }: Snippet): string {
  let at = 0
  const pieces = matches.map(([start, end]) => {
    const piece = `${visible(text.slice(at, start))}»${visible(text.slice(start, end))}«`
    at = end
    return piece
  })
  return pieces.join('') + visible(text.slice(at))
}

function coverageText({ rooms, completeRooms, from, undecrypted, indexing }: SearchCoverage): readonly string[] {
  const incomplete = rooms - completeRooms
  const since = from === null || from === 0 ? '' : `: all is since ${minuteOf(from)}`
  return [
    ...(incomplete > 0 ? [`Of ${incomplete} of ${rooms} rooms not all history is on this computer${since}.`] : []),
    ...(undecrypted > 0 ? [`Messages that cannot be read yet, and so not be found: ${undecrypted}.`] : []),
    ...(indexing === null ? [] : [`The index is being made: ${indexing.done} of ${indexing.total}.`]),
  ]
}
