// What words are, for texts and for queries alike: whatever is found is found because the same terms come out of both. The index takes terms
// as they are, so that this is the only judge, and ranges can be told in texts.

import { natureOf, outside, sign, unspaced, type Nature } from './characters.ts'
import { clip, foldWord } from './fold.ts'

/**
 * A term and the range `[start, end)` of the text that it stands for, in UTF-16 units. A `pair` is two characters of a script without spaces;
 * `last` is the one at the end of a run of them.
 */
export type Term = { readonly term: string; readonly start: number; readonly end: number; readonly kind: 'word' | 'pair' | 'last' }

/** The terms of a text, in its order. Every character of a script without spaces begins one: with the next character, or alone at the end. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = []
  for (let start = 0; start < text.length;) {
    const nature = natureAt(text, start)
    const end = nature === sign ? start + widthAt(text, start) : endOf(text, start, nature)
    if (nature === unspaced) addRun(terms, text, start, end)
    else if (nature !== outside) addWord(terms, text.slice(start, end), start)
    start = end
  }
  return terms
}

function endOf(text: string, start: number, nature: Nature): number {
  let end = start + widthAt(text, start)
  while (end < text.length && natureAt(text, end) === nature) end += widthAt(text, end)
  return end
}

const natureAt = (text: string, at: number): Nature => natureOf(text.codePointAt(at) ?? 0)

const widthAt = (text: string, at: number): number => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)

function addWord(terms: Term[], word: string, start: number): void {
  const end = start + word.length
  for (const term of foldWord(word)) terms.push({ term, start, end, kind: 'word' })
}

/** One character as people see it: Hangul from its letters, or a base with what is put on it. */
const character = /[\u1100-\u115f\ua960-\ua97c]+[\u1160-\u11a7\ud7b0-\ud7c6]*[\u11a8-\u11ff\ud7cb-\ud7fb]*|.[\p{M}\uff9e\uff9f]*/gsu

function addRun(terms: Term[], text: string, from: number, until: number): void {
  let before: { readonly text: string; readonly start: number; readonly end: number } | undefined
  for (const [found] of text.slice(from, until).matchAll(character)) {
    const start = before?.end ?? from
    const one = { text: foldWord(found).join(''), start, end: start + found.length }
    if (before !== undefined) terms.push({ term: clip(before.text + one.text), start: before.start, end: one.end, kind: 'pair' })
    before = one
  }
  if (before !== undefined) terms.push({ term: clip(before.text), start: before.start, end: before.end, kind: 'last' })
}

