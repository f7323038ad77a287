import type { Say } from '../text/index.ts'

/** The names at hand of a larger number of people: "Anna, Ben and 3 others". */
export function namesOf(people: readonly string[], count: number, say: Say, tag: string): string {
  const rest = Math.max(0, count - people.length)
  const all = rest === 0 ? people : [...people, say('fold.more', { count: rest })]
  return new Intl.ListFormat(tag, { type: 'conjunction' }).format(all)
}
