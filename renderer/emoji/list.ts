/**
 * All emoji with their names in the user's language, from emojibase. Loaded when they are first asked for, because nobody needs half a
 * megabyte of names to read a message; without them everything but searching works.
 */
import type { CompactEmoji } from 'emojibase'
import type { Language } from '../text/index.ts'
import type { Emoji } from './search.ts'

/** The groups in their order: emojibase's numbers, without "component" (skin tones alone). */
export const emojiGroups = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const
export type EmojiGroup = (typeof emojiGroups)[number]

/** What one reaches for most often. */
export const quickEmoji: readonly string[] = ['👍', '❤️', '😂', '🎉', '😮', '😢']

const loading = new Map<Language, Promise<readonly Emoji[]>>()

export function loadEmoji(language: Language): Promise<readonly Emoji[]> {
  const known = loading.get(language)
  if (known !== undefined) return known
  const list = load(language)
  loading.set(language, list)
  return list
}

async function load(language: Language): Promise<readonly Emoji[]> {
  const [{ default: all }, { default: codes }] = await Promise.all([
    language === 'de' ? import('emojibase-data/de/compact.json') : import('emojibase-data/en/compact.json'),
    import('emojibase-data/en/shortcodes/github.json'),
  ])
  const shortcodes = new Map(Object.entries(codes))
  const isGroup = (group: number | undefined): boolean => emojiGroups.some((one) => one === group)
  // `filter` makes the array that is sorted; `toSorted` came after Chrome 108.
  return all
    .filter(({ group }) => isGroup(group))
    .sort((one, other) => (one.order ?? 0) - (other.order ?? 0))
    .map((emoji) => emojiOf(emoji, shortcodes.get(emoji.hexcode)))
}

function emojiOf({ unicode, label, tags, group }: CompactEmoji, codes: string | readonly string[] | undefined): Emoji {
  const shortcodes = codes === undefined ? [] : typeof codes === 'string' ? [codes] : codes
  return { unicode, label, shortcodes, tags: tags ?? [], group: group ?? 0 }
}
