/**
 * Points in time in words. Pure: the caller says what time it is and in which locale; zones are the system's. Formatters are kept, since
 * making one costs more than using it a thousand times.
 */
const kept = new Map<string, Intl.DateTimeFormat>()

function formatter(tag: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${tag} ${JSON.stringify(options)}`
  const known = kept.get(name)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(tag, options)
  kept.set(name, made)
  return made
}

const day = 86_400_000

/** The start of the local day. */
function dayOf(ts: number): number {
  return new Date(ts).setHours(0, 0, 0, 0)
}

/** Whole local days from `ts` to `now`: 0 today, 1 yesterday, negative in the future. Rounded, since days can have 23 or 25 hours. */
export function daysAgo(ts: number, now: number): number {
  return Math.round((dayOf(now) - dayOf(ts)) / day)
}

/** "14:05", "2:05 PM": as the locale writes it. */
export function timeOfDay(ts: number, tag: string): string {
  return formatter(tag, { timeStyle: 'short' }).format(ts)
}

/** For a list: the time today, the weekday within the last six days, the date in this year, else the date with its year. "" for 0. */
export function briefTime(ts: number, now: number, tag: string): string {
  if (ts === 0) return ''
  const ago = daysAgo(ts, now)
  if (ago <= 0) return timeOfDay(ts, tag)
  if (ago < 7) return formatter(tag, { weekday: 'short' }).format(ts)
  const sameYear = new Date(ts).getFullYear() === new Date(now).getFullYear()
  return formatter(tag, sameYear ? { day: 'numeric', month: 'short' } : { day: '2-digit', month: '2-digit', year: '2-digit' }).format(ts)
}

/** Everything, for a tooltip: "Monday 23 November 2026 at 14:05". */
export function fullTime(ts: number, tag: string): string {
  return formatter(tag, { dateStyle: 'full', timeStyle: 'short' }).format(ts)
}

/** "today", "yesterday", "Monday", "23 November", "23 November 2025": for the heading above a day's messages. */
export function dayName(ts: number, now: number, tag: string): string {
  const ago = daysAgo(ts, now)
  if (ago === 0 || ago === 1) return new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(-ago, 'day')
  if (ago > 1 && ago < 7) return formatter(tag, { weekday: 'long' }).format(ts)
  const sameYear = new Date(ts).getFullYear() === new Date(now).getFullYear()
  return formatter(tag, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) }).format(ts)
}

/** "14 March 2024": a day with its year, whenever it is read. */
export function dayInFull(ts: number, tag: string): string {
  return formatter(tag, { dateStyle: 'long' }).format(ts)
}
