import type { Settings } from '../../preload/contract/index.ts'
import type { PlainMessageKey } from '../text/index.ts'

type Choices<Name extends keyof Settings> = readonly { readonly value: Settings[Name]; readonly label: PlainMessageKey }[]

/** One setting as the dialog shows it: `name` is also the message key of its title, `name.text` says what it does. */
export type Setting =
  | { readonly kind: 'switch'; readonly name: 'sendWithEnter' | 'sendReadReceipts' | 'sendTypingNotices' | 'showMembershipLines' | 'excludeUnsigned' }
  | { readonly kind: 'hue'; readonly name: 'accentHue' }
  | { readonly kind: 'choice'; readonly name: 'theme'; readonly choices: Choices<'theme'> }
  | { readonly kind: 'choice'; readonly name: 'textSize'; readonly choices: Choices<'textSize'> }
  | { readonly kind: 'choice'; readonly name: 'language'; readonly choices: Choices<'language'> }
  | { readonly kind: 'choice'; readonly name: 'keepHistory'; readonly choices: Choices<'keepHistory'> }

export type SettingsSection = { readonly name: 'look' | 'writing' | 'history' | 'security'; readonly settings: readonly Setting[] }

export const sections: readonly SettingsSection[] = [
  {
    name: 'look',
    settings: [
      {
        kind: 'choice', name: 'theme',
        choices: (['system', 'light', 'dark', 'high-contrast'] as const)
          .map((value) => ({ value, label: `settings.theme.${value}` as const })),
      },
      { kind: 'hue', name: 'accentHue' },
      {
        kind: 'choice', name: 'textSize',
        choices: ([13, 14, 16, 18] as const).map((value) => ({ value, label: `settings.textSize.${value}` as const })),
      },
      {
        kind: 'choice', name: 'language',
        choices: (['system', 'en', 'de'] as const).map((value) => ({ value, label: `settings.language.${value}` as const })),
      },
    ],
  },
  {
    name: 'writing',
    settings: [
      { kind: 'switch', name: 'sendWithEnter' },
      { kind: 'switch', name: 'sendReadReceipts' },
      { kind: 'switch', name: 'sendTypingNotices' },
      { kind: 'switch', name: 'showMembershipLines' },
    ],
  },
  {
    name: 'history',
    settings: [
      {
        kind: 'choice', name: 'keepHistory',
        choices: (['nothing', 'recent', 'opened', 'all'] as const).map((value) => ({ value, label: `settings.keepHistory.${value}` as const })),
      },
    ],
  },
  { name: 'security', settings: [{ kind: 'switch', name: 'excludeUnsigned' }] },
]

/** The sections with only what holds every word typed, in its title or in its explanation; without those that are then empty. */
export function found(query: string, say: (key: PlainMessageKey) => string): readonly SettingsSection[] {
  const words = query.toLowerCase().split(/\s+/u).filter((word) => word !== '')
  return sections
    .map((section) => ({
      ...section,
      settings: section.settings.filter(({ name }) => {
        const told = `${say(`settings.section.${section.name}`)} ${say(`settings.${name}`)} ${say(`settings.${name}.text`)}`.toLowerCase()
        return words.every((word) => told.includes(word))
      }),
    }))
    .filter((section) => section.settings.length > 0)
}
