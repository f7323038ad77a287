const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** A file's size for people, in powers of 1000 as files are sold and shown elsewhere: "1.4 MB". "" where it is not known. */
export function fileSize(bytes: number | null, tag: string): string {
  if (bytes === null || !Number.isFinite(bytes) || bytes < 0) return ''
  let amount = bytes
  let unit = 0
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000
    unit += 1
  }
  const digits = unit === 0 || amount >= 99.95 ? 0 : 1
  return new Intl.NumberFormat(tag, {
    style: 'unit',
    unit: units[unit] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(amount)
}

/** Playing time: "0:07", "12:30", "1:02:03". "" where it is not known. */
export function playingTime(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms) || ms < 0) return ''
  const seconds = Math.round(ms / 1000)
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const tail = String(rest).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`
}
