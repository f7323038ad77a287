import type { BodyTag } from '../../../../preload/contract/body.ts'

export type Attributes = ReadonlyMap<string, string>

/** The elements that stay elements, by the name they are drawn under. A map: a sender's tag may be called `constructor`. */
export const elementTags: ReadonlyMap<string, BodyTag> = new Map<string, BodyTag>([
  ['p', 'p'], ['blockquote', 'blockquote'], ['ul', 'ul'], ['li', 'li'],
  ['h1', 'h1'], ['h2', 'h2'], ['h3', 'h3'], ['h4', 'h4'], ['h5', 'h5'], ['h6', 'h6'],
  ['strong', 'strong'], ['b', 'strong'], ['em', 'em'], ['i', 'em'], ['u', 'u'], ['ins', 'u'], ['s', 's'], ['strike', 's'], ['del', 's'],
  ['sub', 'sub'], ['sup', 'sup'],
  ['table', 'table'], ['thead', 'thead'], ['tbody', 'tbody'], ['tr', 'tr'], ['th', 'th'], ['td', 'td'], ['caption', 'caption'],
  ['details', 'details'], ['summary', 'summary'],
])

/** Elements that go with everything in them: what they hold is no text for people. `mx-reply`: the old fallback of answers. */
export const droppedTags: ReadonlySet<string> = new Set([
  'mx-reply', 'script', 'style', 'noscript', 'template', 'iframe', 'frame', 'frameset', 'object', 'embed', 'applet', 'svg', 'math',
  'textarea', 'title', 'head', 'select', 'option', 'button', 'input', 'form', 'noembed', 'noframes', 'xmp', 'plaintext', 'audio', 'video',
  'canvas', 'link', 'meta',
])
