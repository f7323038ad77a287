import MarkdownIt, { type Token } from 'markdown-it'
import type { UserId } from '../../../../preload/contract/ids.ts'
import { linkToUser } from './matrix-link.ts'
import { markSpoilers } from './spoiler-marks.ts'
import { newToken, textToken } from './tokens.ts'

/** A text as it is sent. `formattedBody` is null when there is no format that the plain body does not show. */
export type ComposedBody = { readonly body: string; readonly formattedBody: string | null }

/** Somebody who is named in the text: `name` is what was typed, with or without `@`. */
export type NamedUser = { readonly userId: UserId; readonly name: string }

// html: false shows markup as text. Left out is what surprises people who are just writing: four spaces that make code, dashes under a line
// that make a heading, pictures from the web (they could not be shown), and links that every reader makes anyway.
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false, breaks: true })
  .disable(['code', 'lheading', 'image', 'reference'])

const unformatted: ReadonlySet<string> = new Set(['paragraph_open', 'paragraph_close', 'inline', 'text', 'softbreak', 'hardbreak'])

/** Markdown as typed to what is sent: no HTML passes through, line breaks stay, and people named in it become links. */
export function composeMarkdown(text: string, people: readonly NamedUser[] = []): ComposedBody {
  const tokens = markdown.parse(text, {})
  for (const token of tokens) {
    if (token.type === 'inline' && token.children) token.children = nameEverybody(markSpoilers(token.children), people)
  }
  const isPlain = tokens.every((token) => unformatted.has(token.type) && (token.children ?? []).every(({ type }) => unformatted.has(type)))
  // A backslash that kept a star from being a mark is part of the source, not of what is meant.
  if (isPlain && !/\\[!-/:-@[-`{-~]|&\w+;/u.test(text)) return { body: text, formattedBody: null }
  const html = markdown.renderer.render(tokens, markdown.options, {}).trim()
  return { body: text, formattedBody: withoutLoneParagraph(html) }
}

function withoutLoneParagraph(html: string): string {
  const inner = /^<p>([\s\S]*)<\/p>$/u.exec(html)?.[1]
  return inner === undefined || inner.includes('<p>') ? html : inner
}

/** Splits the texts outside of links at the names, and makes a link of each. */
function nameEverybody(tokens: readonly Token[], people: readonly NamedUser[]): Token[] {
  const byLength = people.filter(({ name }) => name !== '').sort((one, other) => other.name.length - one.name.length)
  if (byLength.length === 0) return [...tokens]
  let depth = 0
  return tokens.flatMap((token) => {
    if (token.type === 'link_open') depth += 1
    if (token.type === 'link_close') depth -= 1
    return token.type === 'text' && depth === 0 ? splitAtNames(token, byLength) : [token]
  })
}

function splitAtNames(token: Token, people: readonly NamedUser[]): Token[] {
  const found = people
    .map((person) => ({ person, at: indexOfName(token.content, person.name) }))
    .filter(({ at }) => at !== -1)
    .sort((one, other) => one.at - other.at || other.person.name.length - one.person.name.length)[0]
  if (!found) return [token]
  const { person, at } = found
  const before = token.content.slice(0, at).replace(person.name.startsWith('@') ? /$/u : /@$/u, '')
  const rest = splitAtNames(textToken(token, token.content.slice(at + person.name.length)), people)
  const tokens = [textToken(token, before), ...link(token, person), ...rest]
  return tokens.filter(({ content, type }) => type !== 'text' || content !== '')
}

/** Where a name stands as a word of its own: "Al" is not called by "Also". */
function indexOfName(text: string, name: string): number {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!/[\p{L}\p{N}]$/u.test(text.slice(0, at)) && !/^[\p{L}\p{N}]/u.test(text.slice(at + name.length))) return at
  }
  return -1
}

function link(like: Token, { userId, name }: NamedUser): Token[] {
  const open = newToken(like, 'link_open', 'a', 1)
  open.attrs = [['href', linkToUser(userId)]]
  return [open, textToken(like, name), newToken(like, 'link_close', 'a', -1)]
}
