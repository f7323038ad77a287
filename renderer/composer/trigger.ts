/** What is being completed: the characters before the caret that ask for it. */
export type Trigger = {
  readonly kind: 'person' | 'emoji' | 'command'
  /** What was written after the sign. */
  readonly query: string
  /** How many characters before the caret are replaced by the choice. */
  readonly length: number
}

const longestQuery = 40

/**
 * `@anna`, `:smi` or `/inv` right before the caret. A sign counts only at the start of a word (an address like anna@example.org is none),
 * an emoji only from two letters on (":D" and "10:30" are none), a command only where the message starts.
 */
export function triggerBefore(text: string, isMessageStart: boolean): Trigger | null {
  if (isMessageStart) {
    const command = /^\/(?<query>[a-z]*)$/u.exec(text)?.groups?.['query']
    if (command !== undefined) return { kind: 'command', query: command, length: text.length }
  }
  const match = /(?:^|[\s(["'*_~])(?:@(?<person>[^\s@]*)|:(?<emoji>[\p{L}\d_+-]{2,}))$/u.exec(text)?.groups
  if (match === undefined) return null
  const kind = match['person'] === undefined ? 'emoji' : 'person'
  const query = match['person'] ?? match['emoji'] ?? ''
  return query.length > longestQuery ? null : { kind, query, length: query.length + 1 }
}
