/** Marks that turn the direction of what follows, and what is not seen: in a piece of a text they would have no end. */
const unseen = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu

/** What begins and ends code, at the beginning of a line. */
const fences = /^ {0,3}(?:`{3,}|~{3,})/gmu

/**
 * A text as a result shows it: in one line, without what would work beyond it and without the fences of code. Its terms are those of the text.
 */
export function lineOf(text: string): string {
  return isLine(text) ? text : text.replace(fences, '').replace(unseen, ' ').replace(/[\s\p{Cc}]+/gu, ' ').trim()
}

/** Most texts are lines; to see that is a tenth of the work of making one. */
function isLine(text: string): boolean {
  let before = 0x20
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code < 0x20 || (code === 0x20 && before === 0x20) || (code >= 0x7f && isDoubtful(code))) return false
    before = code
  }
  return before !== 0x20
}

const isDoubtful = (code: number): boolean =>
  code <= 0xa0 || code === 0x61c || code === 0x1680 || code === 0x180e || (code >= 0x2000 && code <= 0x206f) || code === 0x3000 || code === 0xfeff
