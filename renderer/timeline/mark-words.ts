import type { Attachment } from 'svelte/attachments'
import { wordRanges } from './word-ranges.ts'

/** The name under which `tokens.css` paints them. */
const name = 'found'

/**
 * Marks words in what a message says, without touching the document (CSS custom highlights), until the element goes or others are to be
 * marked. One element at a time.
 */
export function markWords(words: readonly string[]): Attachment<HTMLElement> {
  return (element) => {
    const ranges = rangesIn(element, words)
    if (ranges.length === 0) return undefined
    const mine = new Highlight(...ranges)
    CSS.highlights.set(name, mine)
    return () => { if (CSS.highlights.get(name) === mine) CSS.highlights.delete(name) }
  }
}

function rangesIn(element: HTMLElement, words: readonly string[]): readonly Range[] {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node instanceof Text) return NodeFilter.FILTER_ACCEPT
    return isAbout(node) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP
  })
  const ranges: Range[] = []
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    for (const [start, end] of wordRanges(node.textContent ?? '', words)) {
      const range = document.createRange()
      range.setStart(node, start)
      range.setEnd(node, end)
      ranges.push(range)
    }
  }
  return ranges
}

/** Stands around what was said: who, when, what it answers, reactions. */
function isAbout(node: Node): boolean {
  return node instanceof Element && node.matches('button, .head')
}
