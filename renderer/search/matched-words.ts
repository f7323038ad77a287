import type { Snippet } from '../../preload/contract/index.ts'

/** The words of a snippet that matched, as they are written there, each once. */
export function matchedWords({ text, matches }: Snippet): readonly string[] {
  return [...new Set(matches.map(([start, end]) => text.slice(start, end).toLowerCase()).filter((word) => word.trim() !== ''))]
}
