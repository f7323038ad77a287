import { natureOf, outside, wordly } from './characters.ts'
import { fold } from './fold.ts'
import { termsOf } from './terms.ts'

/** A word that is longer is cut, which `termsOf` does. */
const longWord = /[^ ]{65}/u
const plain = /^[\x00-\x7f]*$/u

/** The terms of a text, divided by spaces: `termsOf` for the index, which takes in every message and asks for no ranges. */
export function joinedTerms(text: string): string {
  const joined = plain.test(text) ? text.toLowerCase().replace(/[^a-z0-9]+/gu, ' ') : letterByLetter(text)
  return joined === null || (joined.length > 64 && longWord.test(joined)) ? termsOf(text).map(({ term }) => term).join(' ') : joined
}

/** Null where letters cannot be folded each by itself. */
function letterByLetter(text: string): string | null {
  let joined = ''
  for (let at = 0; at < text.length; at += 1) {
    const letter = letterOf(text.charCodeAt(at))
    if (letter === null) return null
    joined += letter
  }
  return joined
}

/** By code unit, as far as they were met with. */
const known: (string | null | undefined)[] = []

function letterOf(code: number): string | null {
  const letter = known[code]
  if (letter !== undefined) return letter
  const folded = foldLetter(String.fromCharCode(code), code)
  known[code] = folded
  return folded
}

function foldLetter(letter: string, code: number): string | null {
  const nature = natureOf(code)
  if (nature === outside) return code >= 0xd800 && code <= 0xdfff ? null : ' '
  if (nature !== wordly) return null
  const folded = fold(letter)
  // A mark that stays belongs to the letter before it, and what is not of words divides them.
  return /^[\p{L}\p{N}\p{Co}]*$/u.test(folded) ? folded : null
}
