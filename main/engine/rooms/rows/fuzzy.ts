import uFuzzy from '@leeoniya/ufuzzy'

/** `at`: index in the list searched. `ranges`: `[start, end)` of what matched in it. */
export type Hit = { readonly at: number; readonly ranges: readonly (readonly [number, number])[] }

// Letters of every script; one wrong, missing, additional or swapped letter in a word is forgiven.
const matcher = new uFuzzy({
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
  intraMode: 1,
  intraIns: 1,
  intraSub: 1,
  intraTrn: 1,
  intraDel: 1,
})

// So many words of the query may stand in any order.
const mostWords = 4
// The query becomes a pattern with a variant for each letter that might be wrong.
const longestQuery = 64

/** Those of `texts` that are like `query`, best first. */
export function findLike(texts: readonly string[], query: string): readonly Hit[] {
  // Its marks are taken off letter by letter, so that ranges hold for the texts as they were.
  const haystack = uFuzzy.latinize([...texts])
  const [, info, order] = matcher.search(haystack, uFuzzy.latinize(query.slice(0, longestQuery)), mostWords, haystack.length + 1)
  if (!info || !order) return []
  return order.map((place) => ({ at: info.idx[place] ?? 0, ranges: pairs(info.ranges[place] ?? []) }))
}

function pairs(flat: readonly number[]): readonly (readonly [number, number])[] {
  return flat.flatMap((start, at) => (at % 2 === 0 ? [[start, flat[at + 1] ?? start] as const] : []))
}
