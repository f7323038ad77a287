// What others wrote may hold characters that move the cursor, ring the bell, or turn the direction of what stands beside it. On a terminal
// they are shown and not obeyed.

/** C0 and C1 controls, DEL, line and paragraph separators, direction marks and overrides, and what takes no room at all. */
const hidden = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]/gu

/** `text` in one line, with what would not show as a sign or a code. */
export function visible(text: string): string {
  return text.replace(hidden, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (character === '\t') return ' '
    // Unicode has pictures of the old control characters.
    if (code < 0x20) return String.fromCodePoint(0x2400 + code)
    if (code === 0x7f) return '\u2421'
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
  })
}

/** `text` over several lines, each visible; the lines after the first are indented. */
export function visibleLines(text: string, indent: string): string {
  return text.split(/\r\n|\r|\n/u).map(visible).join(`\n${indent}`)
}
