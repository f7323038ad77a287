/**
 * The operators of a search as text in its field: what is in it, and what a press on a chip makes of it. The engine reads the words; here
 * they are only found and put in their place, so that what a chip did can be seen and changed by hand.
 */
type OperatorName = 'from' | 'has' | 'before' | 'after' | 'on'

/** One part of what was typed, with its range `[start, end)`; a phrase in quotation marks is one part. */
type Part = { readonly text: string; readonly start: number; readonly end: number }

function partsOf(query: string): readonly Part[] {
  return [...query.matchAll(/(?:[^\s"]|"[^"]*"?)+/gu)].map((match) => ({ text: match[0], start: match.index, end: match.index + match[0].length }))
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
const tidy = (query: string): string => query.replace(/^\s+/u, '').replace(/\s+$/u, ' ')

/** Whether exactly this operator ("has:file") is in the query. */
export function hasOperator(query: string, operator: string): boolean {
  return partsOf(query).some(({ text }) => isSame(text, operator))
}

/** Puts the operator at the end of the query, or takes it out where it is. */
export function toggleOperator(query: string, operator: string): string {
  const found = partsOf(query).find(({ text }) => isSame(text, operator))
  if (found === undefined) return append(query, operator)
  return tidy(query.slice(0, found.start) + query.slice(found.end).replace(/^\s+/u, ''))
}

/** Puts operators into the query in place of those with one of `names`; without `operator` it only takes those out. */
export function replaceOperators(query: string, names: readonly OperatorName[], operator?: string): string {
  const kept = partsOf(query).filter(({ text }) => !names.some((name) => text.toLowerCase().startsWith(`${name}:`))).map(({ text }) => text)
  const rest = kept.length === 0 ? '' : `${kept.join(' ')} `
  return operator === undefined ? rest : append(rest, operator)
}

/** Whether an operator of one of these names is in the query, with whatever it says. */
export function hasAnyOf(query: string, names: readonly OperatorName[]): boolean {
  return partsOf(query).some(({ text }) => names.some((name) => text.toLowerCase().startsWith(`${name}:`)))
}

/** An operator at the end, with room to go on writing; one that waits for its value ("from:") without. */
export function append(query: string, operator: string): string {
  const before = query.trimEnd()
  return `${before}${before === '' ? '' : ' '}${operator}${operator.endsWith(':') ? '' : ' '}`
}

/** What is to be searched for: without an operator at the end that waits for its value. */
export function searchable(query: string): string {
  return query.trim().replace(/(?:^|\s)(?:from|in|has|before|after|on|mentions|is):$/iu, '').trim()
}

/** A person that is being typed: the range of the whole operator, and what there is of the name. */
export type TypedPerson = { readonly start: number; readonly end: number; readonly typed: string }

/** The `from:` that the caret stands in, or null. One that is a whole user id already is done. */
export function typedPerson(query: string, caret: number): TypedPerson | null {
  const part = partsOf(query).find(({ start, end }) => start < caret && caret <= end)
  const typed = /^from:"?(?<typed>[^"]*)$/iu.exec(part?.text ?? '')?.groups?.['typed']
  if (part === undefined || typed === undefined || /^@[^:]+:.+/u.test(typed)) return null
  return { start: part.start, end: part.end, typed }
}

/** A day as the operators of time take it, in the local zone: 2024-03-14. */
export function dayOf(ts: number): string {
  const date = new Date(ts)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
