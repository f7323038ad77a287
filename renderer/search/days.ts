import type { SearchHit } from '../../preload/contract/index.ts'
import { dayNumber } from '../timeline/day.ts'

/** A hit as the list draws it. */
export type HitItem = {
  readonly hit: SearchHit
  /** It is the newest of its day, whose name is drawn above. */
  readonly startsDay: boolean
}

/** Hits, newest first, with the days that they begin. */
export function withDays(hits: readonly SearchHit[]): readonly HitItem[] {
  return hits.map((hit, at) => {
    const above = hits[at - 1]
    return { hit, startsDay: above === undefined || dayNumber(above.ts) !== dayNumber(hit.ts) }
  })
}
