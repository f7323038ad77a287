// The few sentences that main itself shows, in menus, the tray and native dialogs. Everything else is said by the window.
import { de } from './de.ts'
import { en, type Words } from './en.ts'

export type { Words } from './en.ts'

/** The words for a locale such as "de-AT"; English where there are none. */
export function wordsFor(locale: string): Words {
  return locale.toLowerCase().split(/[-_]/u)[0] === 'de' ? de : en
}
