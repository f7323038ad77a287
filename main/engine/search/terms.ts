// What words are, for texts and for queries alike: whatever is found is found because the same terms come out of both. The index takes terms
// as they are, so that this file is the only judge, and so that ranges can be told in texts.

/** A term and the range `[start, end)` of the text that it stands for, in UTF-16 units. */
export type Term = { readonly term: string; readonly start: number; readonly end: number; readonly kind: 'word' | 'pair' | 'last' }

/** Scripts written without spaces between words; Hangul, too, since its words end in particles. */
const unspaced = String.raw`[\p{L}\p{M}\p{N}]&&[${['Han', 'Hira', 'Kana', 'Bopo', 'Hang', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Tibt']
  .map((script) => String.raw`\p{scx=${script}}`).join('')}]`
const wordly = String.raw`[\p{L}\p{M}\p{N}\p{Co}\u200c\u200d\u00ad]`
const piece = new RegExp(String.raw`(?<run>[${unspaced}]+)|[${wordly}--[${unspaced}]]+|\p{Extended_Pictographic}`, 'gv')

/** One character as people see it: Hangul from its letters, or a base with what is put on it. */
const character = /[\u1100-\u115f\ua960-\ua97c]+[\u1160-\u11a7\ud7b0-\ud7c6]*[\u11a8-\u11ff\ud7cb-\ud7fb]*|.[\p{M}\uff9e\uff9f]*/gsu

const plainWord = /[a-z0-9]+/gu
const plain = /^[\x00-\x7f]*$/u

/** In UTF-16 units. What is longer is no word that anybody types. */
const longest = 64

/** The terms of a text, in its order. Every character of a script without spaces begins one: with the next character, or alone at the end. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = []
  if (plain.test(text)) {
    for (const { 0: word, index } of text.toLowerCase().matchAll(plainWord)) {
      terms.push({ term: word.slice(0, longest), start: index, end: index + word.length, kind: 'word' })
    }
    return terms
  }
  for (const { 0: found, index, groups } of text.matchAll(piece)) {
    if (groups?.['run'] !== undefined) addRun(terms, found, index)
    else addWord(terms, found, index)
  }
  return terms
}

/** What a compatibility form stands for may be several words. */
const parts = /[\p{L}\p{M}\p{N}\p{Co}\p{Extended_Pictographic}]+/gu

function addWord(terms: Term[], word: string, start: number): void {
  const end = start + word.length
  for (const [part] of fold(word).matchAll(parts)) terms.push({ term: clip(part), start, end, kind: 'word' })
}

function addRun(terms: Term[], run: string, from: number): void {
  const characters = [...run.matchAll(character)].map(({ 0: text, index }) => ({ text: fold(text), start: from + index, end: from + index + text.length }))
  for (const [at, { text, start, end }] of characters.entries()) {
    const next = characters[at + 1]
    terms.push(next === undefined ? { term: clip(text), start, end, kind: 'last' } : { term: clip(text + next.text), start, end: next.end, kind: 'pair' })
  }
}

/**
 * Marks that are left out when people write in haste: of Latin, Greek, Cyrillic, Hebrew and Arabic; and what takes no room. Those of other
 * scripts make another letter, and stay.
 */
const marks = new RegExp(
  '[\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc'
  + '\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u00ad\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u200c\\u200d\\u20d0-\\u20ff\\ufe00-\\ufe0f\\ufe20-\\ufe2f]',
  'gu',
)

/** Letters with a stroke, and two in one, that no decomposition takes apart. */
const letters: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', đ: 'd', ħ: 'h', ŧ: 't', æ: 'ae', œ: 'oe', ς: 'σ', ı: 'i' }

function fold(text: string): string {
  const bare = text.normalize('NFKD').replace(marks, '')
  // Up and down: so ß is ss.
  const lower = bare.toUpperCase().toLowerCase().replace(/[øłđħŧæœςı]/gu, (letter) => letters[letter] ?? letter)
  return lower.replace(marks, '').normalize('NFC')
}

function clip(term: string): string {
  return term.length <= longest ? term : term.slice(0, longest).replace(/[\ud800-\udbff]$/u, '')
}
