/**
 * Where words stand in a text, as ranges `[start, end)` without overlap. A word counts where a word of the text begins, and whatever its
 * case, as the search that found them counts; scripts that write no spaces have them anywhere.
 */
export function wordRanges(text: string, words: readonly string[]): readonly (readonly [number, number])[] {
  const wanted = words.filter((word) => word !== '').sort((a, b) => b.length - a.length).map(literal)
  if (wanted.length === 0) return []
  const found = new RegExp(`(?<![\\p{L}\\p{N}])(?:${wanted.join('|')})|(?:${wanted.filter(isUnspaced).join('|') || '(?!)'})`, 'giu')
  return [...text.matchAll(found)].map((match) => [match.index, match.index + match[0].length] as const)
}

const literal = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&')
const isUnspaced = (word: string): boolean => /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u.test(word)
