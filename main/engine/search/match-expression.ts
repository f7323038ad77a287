import type { Phrase } from './query.ts'

/** What is asked of the index: `facets` in groups of which one each has to be there. */
export type Wanted = {
  readonly phrases: readonly Phrase[]
  readonly facets: readonly (readonly string[])[]
  readonly unwantedFacets: readonly string[]
}

/**
 * The same in FTS5's language; null where nothing has to be there, `unless` then is what must not be. Terms hold letters, digits and symbols
 * alone, and are quoted all the same.
 */
export function matchExpression({ phrases, facets, unwantedFacets }: Wanted): { readonly match: string | null; readonly unless: string | null } {
  const wanted = [
    ...phrases.filter(({ isUnwanted }) => !isUnwanted).map(said),
    ...facets.map((group) => `facet : (${group.map(quote).join(' OR ')})`),
  ]
  const unwanted = [...phrases.filter(({ isUnwanted }) => isUnwanted).map(said), ...unwantedFacets.map((facet) => `facet : ${quote(facet)}`)]
  const unless = unwanted.length === 0 ? null : unwanted.join(' OR ')
  if (wanted.length === 0) return { match: null, unless }
  const match = wanted.join(' AND ')
  return { match: unless === null ? match : `(${match}) NOT (${unless})`, unless: null }
}

const said = ({ terms, isPrefix }: Phrase): string => `said : ${quote(terms.join(' '))}${isPrefix ? ' *' : ''}`

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`
