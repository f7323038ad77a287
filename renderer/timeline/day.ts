const dayMs = 86_400_000
/** The range that a `Date` can hold; a server may say anything. */
const latest = 8.64e15

/** A moment that can be written: formatting one beyond the range would throw. */
export function drawable(ts: number): number {
  return Number.isFinite(ts) ? Math.min(Math.max(ts, 0), latest) : 0
}

/** The number of the local day on which a moment falls: equal for moments of one day, greater by one for the next. */
export function dayNumber(ts: number): number {
  const date = new Date(drawable(ts))
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / dayMs)
}

/** Noon of a day by its number, in the local zone. */
export function noonOf(day: number): number {
  const date = new Date(day * dayMs)
  return new Date(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), 12).getTime()
}

/**
 * The day under which each moment of a list is shown: the median of its own day and its neighbours'. A single server with a wrong clock
 * would otherwise draw three day lines around every message it sends.
 */
export function steadyDays(moments: readonly number[]): readonly number[] {
  const days = moments.map(dayNumber)
  return days.map((own, at) => median(days[at - 1] ?? own, own, days[at + 1] ?? own))
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
