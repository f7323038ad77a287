import { defaultSettings, settingsGuards, type Settings } from '../../preload/contract/index.ts'

/**
 * Theme, accent, text size and language as they were drawn last, kept outside of the encrypted profile: the window opens in its own
 * colours while the profile is still locked or being opened. Nothing else is ever kept there.
 */
export type Look = Pick<Settings, 'theme' | 'accentHue' | 'textSize' | 'language'>

const name = 'look'

/** What was kept; the defaults where there is nothing that can be read. */
export function recallLook(storage: Pick<Storage, 'getItem'>): Look {
  try {
    const kept: unknown = JSON.parse(storage.getItem(name) ?? '{}')
    if (settingsGuards['settings.set'](kept)) return lookOf({ ...defaultSettings, ...kept })
  } catch {
    // Storage that cannot be read is storage with nothing in it.
  }
  return lookOf(defaultSettings)
}

export function rememberLook(storage: Pick<Storage, 'setItem'>, look: Look & Partial<Settings>): void {
  try {
    storage.setItem(name, JSON.stringify(lookOf(look)))
  } catch {
    // A full or forbidden storage costs a wrong colour for a moment at the next start.
  }
}

/** What of the settings is kept. */
export function lookOf({ theme, accentHue, textSize, language }: Look): Look {
  return { theme, accentHue, textSize, language }
}
