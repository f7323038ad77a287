/**
 * One or two letters for somebody without a picture: the first grapheme of the first two words ("Anna Bell" → "AB", "#general" → "G"),
 * so that an emoji or a letter with marks stays whole. "?" when there is nothing to take.
 */
export function initialsOf(name: string): string {
  const words = name.replace(/^[@#!\s]+/u, '').split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word))
  const letters = words.slice(0, 2).map((word) => firstGrapheme(word.replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, '')))
  if (letters.length === 0) return '?'
  const isPicture = letters.some((letter) => /\p{Extended_Pictographic}/u.test(letter))
  return isPicture ? letters[0] ?? '?' : letters.join('').toLocaleUpperCase()
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function firstGrapheme(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment
  return ''
}
