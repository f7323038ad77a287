import type { Settings } from '../../preload/contract/index.ts'
import { paletteOf, type DrawnTheme } from './palette.ts'

export type SystemWishes = { readonly dark: boolean; readonly moreContrast: boolean }

/** What is drawn for what the user chose and the system wishes. */
export function drawnTheme(setting: Settings['theme'], system: SystemWishes): DrawnTheme {
  if (setting !== 'system') return setting
  if (system.moreContrast) return 'high-contrast'
  return system.dark ? 'dark' : 'light'
}

/** Puts theme, accent and text size on the root element; everything else follows from the style sheet. */
export function wear(root: HTMLElement, theme: DrawnTheme, look: Pick<Settings, 'accentHue' | 'textSize'>): void {
  root.dataset['theme'] = theme
  root.style.fontSize = `${look.textSize}px`
  for (const [name, value] of Object.entries(paletteOf(theme, look.accentHue))) root.style.setProperty(name, value)
}
