import { matches, type KeyPress, type Platform } from '../ui/keys.ts'

export type ShortcutName =
  | 'switcher' | 'settings' | 'shortcuts' | 'startChat' | 'members' | 'nextRegion' | 'previousRegion' | 'back'
  | 'nextRoom' | 'previousRoom' | 'nextUnread' | 'previousUnread' | 'searchRoom' | 'searchAll' | 'olderHit' | 'newerHit'

/** What the conversation answers to by itself; listed here so that one list shows them all. */
export type ConversationShortcutName = 'editLast' | 'reply' | 'edit' | 'react' | 'toEnd'

export type ShortcutGroup = 'go' | 'rooms' | 'search' | 'conversation'

export type Shortcut = {
  readonly name: ShortcutName | ConversationShortcutName
  readonly keys: string
  readonly group: ShortcutGroup
}

type OwnShortcut = Shortcut & {
  readonly name: ShortcutName
  readonly worksWhileTyping: boolean
  /** Other keys that hands know for it; not listed. */
  readonly also?: string
}

/** Those that work anywhere in the window. Without a modifier they must not take a letter from somebody who is typing. */
export const ownShortcuts: readonly OwnShortcut[] = [
  { name: 'switcher', keys: 'Mod+K', group: 'go', worksWhileTyping: true },
  { name: 'nextRegion', keys: 'F6', group: 'go', worksWhileTyping: true },
  { name: 'previousRegion', keys: 'Shift+F6', group: 'go', worksWhileTyping: true },
  { name: 'back', keys: 'Escape', group: 'go', worksWhileTyping: true },
  { name: 'settings', keys: 'Mod+,', group: 'go', worksWhileTyping: true },
  { name: 'shortcuts', keys: '?', group: 'go', worksWhileTyping: false },
  { name: 'nextRoom', keys: 'Alt+ArrowDown', group: 'rooms', worksWhileTyping: true },
  { name: 'previousRoom', keys: 'Alt+ArrowUp', group: 'rooms', worksWhileTyping: true },
  { name: 'nextUnread', keys: 'Alt+Shift+ArrowDown', group: 'rooms', worksWhileTyping: true },
  { name: 'previousUnread', keys: 'Alt+Shift+ArrowUp', group: 'rooms', worksWhileTyping: true },
  { name: 'startChat', keys: 'Mod+N', group: 'rooms', worksWhileTyping: true },
  { name: 'members', keys: 'Mod+Shift+M', group: 'rooms', worksWhileTyping: true },
  { name: 'searchRoom', keys: 'Mod+F', group: 'search', worksWhileTyping: true },
  { name: 'searchAll', keys: 'Mod+Shift+F', group: 'search', worksWhileTyping: true },
  { name: 'olderHit', keys: 'F3', also: 'Mod+G', group: 'search', worksWhileTyping: true },
  { name: 'newerHit', keys: 'Shift+F3', also: 'Mod+Shift+G', group: 'search', worksWhileTyping: true },
]

export const allShortcuts: readonly Shortcut[] = [
  ...ownShortcuts,
  { name: 'editLast', keys: 'ArrowUp', group: 'conversation' },
  { name: 'reply', keys: 'R', group: 'conversation' },
  { name: 'edit', keys: 'E', group: 'conversation' },
  { name: 'react', keys: '+', group: 'conversation' },
  { name: 'toEnd', keys: 'End', group: 'conversation' },
]

/** The keys of one of our own, for a tooltip or a menu. */
export function keysOf(name: ShortcutName): string {
  return ownShortcuts.find((shortcut) => shortcut.name === name)?.keys ?? ''
}

/** The shortcut that a press means, or null. */
export function shortcutOf(press: KeyPress, platform: Platform, isTyping: boolean): ShortcutName | null {
  const found = ownShortcuts.find(({ keys, also = keys, worksWhileTyping }) =>
    (!isTyping || worksWhileTyping) && (matches(press, keys, platform) || matches(press, also, platform)))
  return found?.name ?? null
}
