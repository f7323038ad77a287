import { natureOf, outside, wordly } from './characters.ts'
import { fold } from './fold.ts'
import { termsOf } from './terms.ts'

/**
 * The terms of a text, divided by spaces: what `termsOf` says, for the index, which takes in every message and asks for no ranges. So letters
 * are looked up in tables and written into a buffer; only texts in which letters depend on each other go the long way.
 */
export function joinedTerms(text: string): string {
  return letterByLetter(text) ?? termsOf(text).map(({ term }) => term).join(' ')
}

/** A word that is longer is cut, which `termsOf` does. */
const longestWord = 64
/** Of what one letter can come to. */
const mostOfLetter = 4

/** For a code unit what it is folded to, if that is one code unit; or one of these; 0: it was not met with yet. */
const several = 1
const difficult = 2
const space = 32
const table = new Uint16Array(0x10000)
/** What is folded to several or no letters. */
const others = new Map<number, string>()

let letters = new Uint16Array(4_096)
let bytes = Buffer.alloc(letters.length)

function letterByLetter(text: string): string | null {
  reserve(text.length * mostOfLetter)
  let length = 0
  let wordStart = 0
  let all = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const folded = table[code] || look(code)
    if (folded === difficult) return null
    if (folded === several) {
      const more = others.get(code) ?? ''
      for (let nth = 0; nth < more.length; nth += 1) letters[length + nth] = more.charCodeAt(nth)
      length += more.length
      all |= 0xff
    } else {
      letters[length] = folded
      all |= folded
      length += 1
      if (folded === space) {
        if (length - wordStart > longestWord + 1) return null
        wordStart = length
      }
    }
  }
  if (length - wordStart > longestWord) return null
  return all < 0x80 ? ascii(length) : Buffer.from(letters.buffer, 0, length * 2).toString('utf16le')
}

function reserve(length: number): void {
  if (letters.length >= length) return
  letters = new Uint16Array(length)
  bytes = Buffer.alloc(length)
}

function ascii(length: number): string {
  for (let at = 0; at < length; at += 1) bytes[at] = letters[at] ?? 0
  return bytes.toString('latin1', 0, length)
}

function look(code: number): number {
  const folded = foldLetter(String.fromCharCode(code), code)
  const known = folded === null || folded.length > mostOfLetter ? difficult : folded.length === 1 ? folded.charCodeAt(0) : several
  if (known === several) others.set(code, folded ?? '')
  table[code] = known
  return known
}

/** Null where it cannot be told by itself. */
function foldLetter(letter: string, code: number): string | null {
  const nature = natureOf(code)
  if (nature === outside) return code >= 0xd800 && code <= 0xdfff ? null : ' '
  if (nature !== wordly) return null
  const folded = fold(letter)
  // A mark that stays belongs to the letter before it, and what is not of words divides them.
  return /^[\p{L}\p{N}\p{Co}]*$/u.test(folded) ? folded : null
}

