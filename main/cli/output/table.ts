/** Columns of a table: what they are called, and whether numbers stand in them. */
export type Column = { readonly title: string; readonly isNumber?: boolean }

/** A table for people: columns as wide as they need to be, two spaces between them. The cells are visible text. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, at) => Math.max(width(title), ...rows.map((row) => width(row[at] ?? ''))))
  const line = (cells: readonly string[]): string =>
    columns.map(({ isNumber = false }, at) => pad(cells[at] ?? '', widths[at] ?? 0, isNumber)).join('  ').trimEnd()
  return [line(columns.map(({ title }) => title)), ...rows.map(line)].join('\n')
}

function pad(cell: string, to: number, isNumber: boolean): string {
  const space = ' '.repeat(Math.max(0, to - width(cell)))
  return isNumber ? space + cell : cell + space
}

/** East Asian characters and emoji take two columns of a terminal, marks none. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
const mark = /^\p{M}/u

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function width(text: string): number {
  if (/^[\x00-\x7f]*$/.test(text)) return text.length
  let columns = 0
  for (const { segment } of segments.segment(text)) columns += mark.test(segment) ? 0 : wide.test(segment) ? 2 : 1
  return columns
}
