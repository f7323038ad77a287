import type { Settings } from '../../preload/contract/index.ts'

/** The languages that have a message file. */
export type Language = 'en' | 'de'

export type Locale = {
  readonly language: Language
  /** A BCP 47 tag for `Intl`: the language with the region of the system where it has one ("en-GB"). */
  readonly tag: string
  readonly direction: 'ltr' | 'rtl'
}

const languages: readonly Language[] = ['en', 'de']
const rightToLeft = new Set(['ar', 'fa', 'he', 'ur', 'yi', 'ps', 'dv', 'ug', 'sd'])

/** The first wanted language that we have, English otherwise; `preferred` is the system's list, best first. */
export function chooseLocale(setting: Settings['language'], preferred: readonly string[]): Locale {
  const language = setting === 'system' ? firstKnown(preferred) : setting
  const tag = preferred.find((one) => baseOf(one) === language) ?? language
  return { language, tag, direction: rightToLeft.has(language) ? 'rtl' : 'ltr' }
}

function firstKnown(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const known = languages.find((one) => one === baseOf(tag))
    if (known !== undefined) return known
  }
  return 'en'
}

function baseOf(tag: string): string {
  return tag.split('-', 1)[0]?.toLowerCase() ?? ''
}
