import { termsOf, type Term } from './terms.ts'

/** A query as it is understood. Names in it are not looked up yet. */
export type Query = { readonly phrases: readonly Phrase[]; readonly conditions: readonly Condition[] }

/** Terms that stand together. */
export type Phrase = { readonly terms: readonly string[]; /** The last term may be a beginning. */ readonly isPrefix: boolean; readonly isUnwanted: boolean }

export const attachedKinds = ['link', 'file', 'image', 'video', 'audio'] as const

export type Condition = { readonly isUnwanted: boolean } & (
  | { readonly operator: 'from' | 'in'; readonly name: string }
  | { readonly operator: 'has'; readonly kind: typeof attachedKinds[number] }
  | { readonly operator: 'mentions' | 'is' }
  /** Milliseconds since the epoch, `[from, until)`. */
  | { readonly operator: 'time'; readonly from: number; readonly until: number }
)

/** A query that makes no sense, in a sentence for a person. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
}

// A minus, an operator or nothing, and a quotation (that may lack its end) or what is not divided.
const part = /(?<minus>-?)(?:(?<operator>[a-z]+):)?(?:"(?<quoted>[^"]*)(?:"|$)|(?<bare>[^\s"]+))/giu

/** Reads what somebody typed. Times are local. Throws `QueryError` where an operator cannot be understood; whatever else there is are words. */
export function parseQuery(text: string): Query {
  const phrases: Phrase[] = []
  const conditions: Condition[] = []
  const found = [...text.matchAll(part)]
  for (const [at, { groups = {} }] of found.entries()) {
    const { minus, operator, quoted, bare } = groups
    const isUnwanted = minus === '-'
    const condition = operator === undefined ? undefined : readCondition(operator.toLowerCase(), quoted ?? bare ?? '')
    if (condition !== undefined) {
      conditions.push({ ...condition, isUnwanted })
      continue
    }
    const words = `${operator === undefined ? '' : `${operator} `}${quoted ?? bare ?? ''}`
    const mayBeBeginning = quoted === undefined && (words.endsWith('*') || (at === found.length - 1 && !isUnwanted))
    const phrase = toPhrase(termsOf(words), mayBeBeginning)
    if (phrase !== null) phrases.push({ ...phrase, isUnwanted })
  }
  return { phrases, conditions }
}

/** The last character of a script without spaces is a beginning always: where it goes on in a text, it begins a pair. */
function toPhrase(terms: readonly Term[], mayBeBeginning: boolean): Omit<Phrase, 'isUnwanted'> | null {
  const last = terms.at(-1)
  if (last === undefined) return null
  const isPair = last.kind === 'last' && terms.at(-2)?.kind === 'pair'
  const words = (isPair ? terms.slice(0, -1) : terms).map(({ term }) => term)
  return { terms: words, isPrefix: isPair ? false : last.kind === 'last' || mayBeBeginning }
}

type Bare<T> = T extends unknown ? Omit<T, 'isUnwanted'> : never

/** Undefined for what is no operator of ours. */
function readCondition(operator: string, value: string): Bare<Condition> | undefined {
  switch (operator) {
    case 'from':
    case 'in':
      if (value.trim() === '') throw new QueryError(`Say ${operator === 'from' ? 'who' : 'which room'} after "${operator}:".`)
      return { operator, name: value.trim() }
    case 'has': {
      const kind = attachedKinds.find((known) => known === value.toLowerCase())
      if (kind === undefined) throw new QueryError(`"has:" knows ${attachedKinds.join(', ')}.`)
      return { operator, kind }
    }
    case 'mentions':
      if (value.toLowerCase() !== 'me') throw new QueryError('"mentions:" knows only "me".')
      return { operator }
    case 'is':
      if (value.toLowerCase() !== 'thread') throw new QueryError('"is:" knows only "thread".')
      return { operator }
    case 'before':
      return { operator: 'time', from: 0, until: readTime(operator, value).from }
    case 'after':
      return { operator: 'time', from: readTime(operator, value).until, until: Infinity }
    case 'on':
      return { operator: 'time', ...readTime(operator, value) }
    default:
      return undefined
  }
}

/** A year, a month or a day of this computer's calendar, from its first millisecond until the next one's. */
function readTime(operator: string, value: string): { readonly from: number; readonly until: number } {
  const [, year, month, day] = (/^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/u.exec(value) ?? []).map(Number)
  const from = year === undefined || Number.isNaN(year) ? null : startOf(year, month, day)
  if (year === undefined || from === null) throw new QueryError(`"${operator}:" takes a year, a month or a day: 2024, 2024-03 or 2024-03-14.`)
  const isDay = isGiven(day)
  const isMonth = isGiven(month)
  const until = isDay ? new Date(year, (month ?? 1) - 1, day + 1) : isMonth ? new Date(year, month, 1) : new Date(year + 1, 0, 1)
  return { from: from.getTime(), until: until.getTime() }
}

const isGiven = (part: number | undefined): part is number => part !== undefined && !Number.isNaN(part)

/** Null for a day that is in no calendar. */
function startOf(year: number, month: number | undefined, day: number | undefined): Date | null {
  const start = new Date(year, isGiven(month) ? month - 1 : 0, isGiven(day) ? day : 1)
  const isReal = start.getFullYear() === year && (!isGiven(month) || start.getMonth() === month - 1) && (!isGiven(day) || start.getDate() === day)
  return isReal && year >= 1000 ? start : null
}
