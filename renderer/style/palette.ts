import { contrast, toHex, type Oklch } from './oklch.ts'

export type DrawnTheme = 'light' | 'dark' | 'high-contrast'

/** The hues that people and rooms are told apart by: not the red of a warning, nor the yellow that turns to mud under white letters. */
const personHues = [30, 55, 145, 180, 230, 265, 300, 350] as const

/** How many colours there are for them. */
export const personColors = personHues.length

const white: Oklch = { l: 1, c: 0, h: 0 }

/** The darkest or lightest ground that coloured text stands on, for each theme: a selected row, a raised surface. */
const grounds: Readonly<Record<DrawnTheme, Oklch>> = {
  light: { l: 0.93, c: 0.03, h: 260 },
  dark: { l: 0.32, c: 0.03, h: 264 },
  'high-contrast': { l: 0.3, c: 0, h: 0 },
}

const enough = 4.6

/** The lightness nearest to `from` with which the hue reads on the ground; steps of 0.01, away from the ground. */
function readable(color: Oklch, ground: Oklch): Oklch {
  const step = color.l < ground.l ? -0.01 : 0.01
  let found = color
  while (contrast(found, ground) < enough && found.l > 0 && found.l < 1) found = { ...found, l: found.l + step }
  return found
}

/**
 * The custom properties that depend on the accent, for the root element. Whatever the hue, white reads on the accent and the accent's
 * text reads on every surface of its theme (WCAG AA).
 */
export function paletteOf(theme: DrawnTheme, accentHue: number): Readonly<Record<`--${string}`, string>> {
  const h = accentHue
  const ground = grounds[theme]
  const fill = readable({ l: theme === 'light' ? 0.56 : 0.58, c: 0.17, h }, white)
  const text = readable({ l: theme === 'light' ? 0.52 : 0.78, c: theme === 'light' ? 0.17 : 0.12, h }, ground)
  const soft: Oklch = theme === 'light' ? { l: 0.935, c: 0.028, h } : { l: theme === 'dark' ? 0.31 : 0.28, c: 0.05, h }
  const people = personHues.flatMap((hue, index) => [
    [`--person-${index}`, toHex(readable({ l: 0.58, c: 0.13, h: hue }, white))] as const,
    [`--person-text-${index}`, toHex(readable({ l: theme === 'light' ? 0.5 : 0.8, c: 0.12, h: hue }, ground))] as const,
  ])
  return {
    '--accent': toHex(fill),
    '--accent-hover': toHex({ ...fill, l: fill.l - 0.04 }),
    '--on-accent': '#ffffff',
    '--accent-text': toHex(text),
    '--accent-soft': toHex(soft),
    '--accent-selection': toHex(theme === 'light' ? { l: 0.87, c: 0.07, h } : { l: 0.42, c: 0.1, h }),
    '--focus': toHex(theme === 'light' ? fill : { l: 0.75, c: 0.13, h }),
    ...Object.fromEntries(people),
  }
}

/** The same colour for the same id, always: FNV-1a over its UTF-16 units, mixed again so that a server's name in common does not tell. */
export function personColor(id: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97)
  return ((hash ^ (hash >>> 15)) >>> 0) % personColors
}
