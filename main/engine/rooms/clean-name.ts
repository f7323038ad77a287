import unhomoglyph from 'unhomoglyph'

// In UTF-16 units. Servers allow 255 bytes or so.
const longest = 255

// Controls, marks that turn the direction of what follows, and characters that take no room: nothing of that belongs into a name.
// Joiners stay: names in Persian and several Indian scripts, and many emoji, need them.
const unwanted = new RegExp(
  '[\\p{Cc}\\p{Co}\\p{Cs}\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b\\u200e\\u200f'
  + '\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb]',
  'gu',
)

/** A name or a line of text from a stranger, fit to be shown among others: one line, no tricks, not endless. Null: nothing is left. */
export function cleanName(value: unknown): string | null {
  if (typeof value !== 'string') return null
  // Cut first: a name may be 60 kB long.
  const text = value.slice(0, longest * 4).replace(unwanted, '').replace(/\s+/gu, ' ').trim()
  // By code points, so that no half of a surrogate pair is left at the end.
  const short = text.length <= longest ? text : `${[...text].slice(0, longest).join('')}…`
  return /[^\s\p{Cf}\p{Mn}]/u.test(short) ? short : null
}

const longestText = 4_000

/** Several lines from a stranger, a topic say, fit to be shown; empty where there are none. */
export function cleanText(value: unknown): string {
  if (typeof value !== 'string') return ''
  const lines = value.slice(0, longestText).split(/\r\n?|\n/u).map((line) => line.replace(unwanted, '').trimEnd())
  return lines.join('\n').trim()
}

/** Equal for names that a reader would take for the same one: case, marks, full-width forms and look-alike letters do not count. */
export function nameKey(name: string): string {
  return unhomoglyph(foldText(name)).toLowerCase().replace(/[\s\p{Cf}]+/gu, '')
}

/** Text folded for finding: lower case, no marks, compatibility forms as their plain ones. */
export function foldText(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase()
}
