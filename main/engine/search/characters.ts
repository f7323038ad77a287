/** What a character is to search: nothing of a word, of a word, of a script without spaces between words, or a word by itself. */
export type Nature = typeof outside | typeof wordly | typeof unspaced | typeof sign

export const outside = 1
export const wordly = 2
/** Hangul is among them, since its words end in particles. */
export const unspaced = 3
export const sign = 4

const scripts = ['Han', 'Hira', 'Kana', 'Bopo', 'Hang', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Tibt']
const isUnspaced = new RegExp(String.raw`[[\p{L}\p{M}\p{N}]&&[${scripts.map((script) => String.raw`\p{scx=${script}}`).join('')}]]`, 'v')
// Joiners and soft hyphens stand within words.
const isWordly = /[\p{L}\p{M}\p{N}\p{Co}\u200c\u200d\u00ad]/u
const isSign = /\p{Extended_Pictographic}/u

function judge(character: string): Nature {
  if (isUnspaced.test(character)) return unspaced
  if (isWordly.test(character)) return wordly
  return isSign.test(character) ? sign : outside
}

/** By code point, as far as they were met with; 0: not yet. A character is judged once. */
const known = new Uint8Array(0x110000)

export function natureOf(codePoint: number): Nature {
  const nature = known[codePoint]
  if (nature === outside || nature === wordly || nature === unspaced || nature === sign) return nature
  const judged = judge(String.fromCodePoint(codePoint))
  known[codePoint] = judged
  return judged
}
