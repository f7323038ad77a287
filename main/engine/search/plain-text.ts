/** Marks that turn the direction of what follows, and what is not seen: in a piece of a text they would have no end. */
const unseen = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu

/** A text as a result shows it: in one line, and without what would work beyond it. Its terms are those of the text. */
export function lineOf(text: string): string {
  return text.replace(unseen, ' ').replace(/[\s\p{Cc}]+/gu, ' ').trim()
}
