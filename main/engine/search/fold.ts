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

/** Whatever is a word of its own in what a compatibility form stands for. */
const words = /[\p{L}\p{M}\p{N}\p{Co}\p{Extended_Pictographic}]+/gu

/** In UTF-16 units. What is longer is no word that anybody types. */
const longest = 64

/** More would be words that hardly come again. */
const mostKept = 20_000
const kept = new Map<string, readonly string[]>()

/**
 * A word as all its ways of being written have it: lower case, without marks, compatibility forms as their plain ones. Mostly one; nothing
 * where nothing is left of it. Kept, since the same words come again and again.
 */
export function foldWord(word: string): readonly string[] {
  const known = kept.get(word)
  if (known !== undefined) return known
  const folded = (fold(word).match(words) ?? []).map(clip)
  if (word.length > longest) return folded
  if (kept.size >= mostKept) kept.clear()
  kept.set(word, folded)
  return folded
}

/** The same for a piece of a word, before it is seen whether it is one. */
export function fold(text: string): string {
  const bare = text.normalize('NFKD').replace(marks, '')
  // Up and down: so ß is ss.
  const lower = bare.toUpperCase().toLowerCase().replace(/[øłđħŧæœςı]/gu, (letter) => letters[letter] ?? letter)
  return lower.replace(marks, '').normalize('NFC')
}

/** Without the half of a surrogate pair at its end. */
export function clip(term: string): string {
  return term.length <= longest ? term : term.slice(0, longest).replace(/[\ud800-\udbff]$/u, '')
}
