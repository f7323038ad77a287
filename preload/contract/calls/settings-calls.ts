import { boolean, empty, integer, list, object, oneOf, optional, text, type Guard } from '../guard.ts'
import type { GuardsOf } from '../guards-of.ts'
import type { Settings } from '../rows/settings.ts'

export type SettingsCalls = {
  'settings.get': { in: Record<string, never>; out: Settings }
  /** Changes what is named, keeps the rest; every window sees it at once. */
  'settings.set': { in: Partial<Settings>; out: Settings }
}

const textSize: Guard<Settings['textSize']> = (value): value is Settings['textSize'] => [13, 14, 16, 18].some((one) => one === value)

export const settingsChange: Guard<Partial<Settings>> = object<Partial<Settings>>({
  theme: optional(oneOf('system', 'light', 'dark', 'high-contrast')),
  accentHue: optional(integer(0, 359)),
  textSize: optional(textSize),
  language: optional(oneOf('system', 'en', 'de')),
  sendWithEnter: optional(boolean),
  sendReadReceipts: optional(boolean),
  sendTypingNotices: optional(boolean),
  showMembershipLines: optional(boolean),
  excludeUnsigned: optional(boolean),
  keepHistory: optional(oneOf('nothing', 'recent', 'opened', 'all')),
  roomListWidth: optional(integer(180, 600)),
  foldedSections: optional(list(text(64), 100)),
  dismissed: optional(list(text(600), 200)),
  lastRoom: optional(text(255)),
  lastAccount: optional(text(255)),
})

export const settingsGuards: GuardsOf<SettingsCalls> = {
  'settings.get': empty,
  'settings.set': settingsChange,
}
