import type { SearchCoverage } from '../../preload/contract/index.ts'
import { dayInFull, type Say } from '../text/index.ts'

/** How far a search could look, in one sentence. `isRoom`: one room was searched, and not all. */
export function coverageWords(coverage: SearchCoverage, isRoom: boolean, say: Say, tag: string): string {
  const { from, rooms, completeRooms } = coverage
  if (from === 0) return isRoom ? say('search.covered.room') : say('search.covered.all', { count: rooms })
  if (isRoom) return from === null ? say('search.here.room') : say('search.since.room', { day: dayInFull(from, tag) })
  const values = { complete: completeRooms, count: rooms }
  return from === null ? say('search.here.all', values) : say('search.since.all', { ...values, day: dayInFull(from, tag) })
}
