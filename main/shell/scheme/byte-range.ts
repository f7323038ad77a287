/** The bytes `from` … `to`, both included. */
export type ByteRange = { readonly from: number; readonly to: number }

/**
 * What a Range header asks of something of `size` bytes (RFC 9110, section 14). `whole`: there is none, or one that may be ignored: another
 * unit, or several ranges at once. `unsatisfiable`: it begins behind the end.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/u.exec(header?.trim() ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'whole'
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { from: size - length, to: size - 1 }
  }
  const from = Number(first)
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (from >= size) return 'unsatisfiable'
  return from <= to ? { from, to } : 'whole'
}
