export type Emoji = {
  readonly unicode: string
  readonly label: string
  /** Names between colons, best first, without the colons. */
  readonly shortcodes: readonly string[]
  readonly tags: readonly string[]
  /** Which of `emojiGroups` it stands in. */
  readonly group: number
}

/**
 * The emoji that a query means, best first: its short name, the start of one, the start of a word of its label, a word it is tagged with.
 */
export function searchEmoji(all: readonly Emoji[], query: string, limit: number): readonly Emoji[] {
  const wanted = query.toLocaleLowerCase()
  const scored: { readonly emoji: Emoji; readonly score: number }[] = []
  for (const emoji of all) {
    const score = scoreOf(emoji, wanted)
    if (score < none) scored.push({ emoji, score })
  }
  return scored.sort((a, b) => a.score - b.score).slice(0, limit).map(({ emoji }) => emoji)
}

const none = 5

function scoreOf({ label, shortcodes, tags }: Emoji, query: string): number {
  if (shortcodes.includes(query)) return 0
  if (shortcodes.some((code) => code.startsWith(query))) return 1
  const words = label.toLocaleLowerCase().split(/[\s:_-]+/u)
  if (words.some((word) => word.startsWith(query))) return 2
  if (tags.some((tag) => tag.toLocaleLowerCase().startsWith(query))) return 3
  return shortcodes.some((code) => code.includes(query)) ? 4 : none
}
