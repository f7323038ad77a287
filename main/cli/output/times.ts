const two = (number: number): string => String(number).padStart(2, '0')

/** `2026-11-23 10:05` in this computer's time; empty when nothing is known. */
export function minuteOf(ts: number): string {
  if (ts <= 0) return ''
  const date = new Date(ts)
  if (Number.isNaN(date.getTime())) return ''
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}
