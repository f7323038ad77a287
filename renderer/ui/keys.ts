/**
 * Keyboard shortcuts as text: "Mod+K" is Ctrl+K, on a Mac ⌘K. The last part is `KeyboardEvent.key`, in capitals for letters.
 */
export type Platform = 'linux' | 'darwin' | 'win32'
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const symbols: Readonly<Record<string, string>> = {
  ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', Enter: '↵', ' ': '␣',
}
const macSymbols: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Ctrl: '⌃' }

/** The parts to draw, one for each key cap. */
export function keyCaps(shortcut: string, platform: Platform): readonly string[] {
  return partsOf(shortcut).map((part) => {
    if (platform === 'darwin' && Object.hasOwn(macSymbols, part)) return macSymbols[part] ?? part
    return part === 'Mod' ? 'Ctrl' : symbols[part] ?? part
  })
}

/** For `aria-keyshortcuts`. */
export function ariaShortcut(shortcut: string, platform: Platform): string {
  return partsOf(shortcut).map((part) => part === 'Mod' ? (platform === 'darwin' ? 'Meta' : 'Control') : part).join('+')
}

/** Whether this press is that shortcut, with exactly its modifiers. Shift is not asked for where it only makes the character ("?"). */
export function matches(press: KeyPress, shortcut: string, platform: Platform): boolean {
  const parts = partsOf(shortcut)
  const key = parts.at(-1) ?? ''
  const has = (modifier: string): boolean => parts.slice(0, -1).includes(modifier)
  const mod = platform === 'darwin' ? press.metaKey : press.ctrlKey
  const other = platform === 'darwin' ? press.ctrlKey : press.metaKey
  if (mod !== has('Mod') || other !== has('Ctrl') || press.altKey !== has('Alt')) return false
  const isSign = /^[^\p{L}\p{N}]$/u.test(key) && key !== ' '
  if (!isSign && press.shiftKey !== has('Shift')) return false
  return press.key.length === 1 ? press.key.toUpperCase() === key : press.key === key
}

/** "Mod++" ends in the plus sign itself. */
function partsOf(shortcut: string): readonly string[] {
  return shortcut.endsWith('+') ? [...shortcut.slice(0, -1).split('+').filter((part) => part !== ''), '+'] : shortcut.split('+')
}
