import type { TimelineRow } from '../../../../preload/contract/index.ts'

export function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length === 0) yield []
  for (const [at, item] of items.entries()) {
    for (const rest of permutations([...items.slice(0, at), ...items.slice(at + 1)])) yield [item, ...rest]
  }
}

/** What a reader sees of the events, apart from their order. */
export function seen(rows: readonly TimelineRow[]): string {
  const texts = rows.map(({ plain, isEdited, isRedacted, reactions }) => {
    const marks = `${isEdited ? '*' : ''}${isRedacted ? '✗' : ''}`
    return `${plain}${marks}${reactions.map(({ key, count, mine }) => ` ${key}${count}${mine ? '!' : ''}`).join('')}`
  })
  return texts.sort().join(', ')
}
