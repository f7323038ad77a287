// As a string: the compiler's target does not know the flag yet, Node does.
const emojiAndSpace = new RegExp('^(?:\\p{RGI_Emoji}\\uFE0F?|\\s)+$', 'v')
// Most texts: they need not wait for the other expression, which takes milliseconds to be compiled when the first message is drawn.
const beginsWithLetter = /^[a-z]/iu
const longest = 200
const most = 10
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Whether a text is nothing but a few emoji, which are then drawn large. */
export function isOnlyEmoji(text: string): boolean {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.length > longest || beginsWithLetter.test(trimmed) || !emojiAndSpace.test(trimmed)) return false
  return [...graphemes.segment(trimmed)].filter(({ segment }) => segment.trim() !== '').length <= most
}
