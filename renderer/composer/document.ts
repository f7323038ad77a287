/**
 * What is being written, as a ProseMirror document: lines of text and mentions, no marks, because the formatting is Markdown and stays
 * text. Here it becomes the text that is sent or kept as a draft, and such a text becomes a document again; the two are inverse.
 */
import { Schema, type Fragment, type Node } from 'prosemirror-model'
import { isUserId, type UserId } from '../../preload/contract/index.ts'

export const schema = new Schema({
  nodes: {
    doc: { content: 'line+' },
    line: {
      content: 'inline*',
      parseDOM: [{ tag: 'p' }, { tag: 'div' }, { tag: 'li' }],
      toDOM: () => ['p', 0],
    },
    text: { group: 'inline' },
    mention: {
      group: 'inline',
      inline: true,
      atom: true,
      attrs: { userId: { validate: 'string' }, name: { validate: 'string' } },
      toDOM: (node) => ['span', { class: 'mention', 'data-user': String(node.attrs['userId']) }, `@${nameOf(node)}`],
      leafText: (node) => nameOf(node),
    },
  },
})

export type Written = {
  /** Markdown, in which a mention is `@` and the name, or the whole id where only that tells them apart. */
  readonly text: string
  /** The same with the ids of all: for an edit, which has no list of those mentioned. */
  readonly textWithIds: string
  /** Each person once. */
  readonly mentions: readonly UserId[]
}

/** The document as text, without blank lines around it. */
export function writtenIn(doc: Node): Written {
  const mentions = new Set<UserId>()
  doc.descendants((node) => {
    const userId: unknown = node.attrs['userId']
    if (isUserId(userId)) mentions.add(userId)
  })
  return { text: textOf(doc, calledBy).trim(), textWithIds: textOf(doc, idOf).trim(), mentions: [...mentions] }
}

/** The text to keep as a draft: nothing trimmed. */
export function draftOf(doc: Node): string {
  return textOf(doc, mentionLink)
}

function textOf(doc: Node, mention: (node: Node) => string): string {
  const lines: string[] = []
  doc.forEach((line) => lines.push(line.textBetween(0, line.content.size, undefined, mention)))
  return lines.join('\n')
}

export function documentOf(text: string): Node {
  return schema.node('doc', null, text.split('\n').map((line) => schema.node('line', null, inlineOf(line))))
}

/** Text as lines, to be put in the place of a selection. */
export function fragmentOf(text: string): Fragment {
  return documentOf(text.replace(/\r\n?/gu, '\n')).content
}

const link = /\[(?<name>(?:\\.|[^\\[\]])*)\]\(https:\/\/matrix\.to\/#\/(?<id>[^\s()/?]+)\)/gu

function inlineOf(line: string): readonly Node[] {
  const nodes: Node[] = []
  let end = 0
  for (const match of line.matchAll(link)) {
    const mention = mentionOf(match.groups?.['name'] ?? '', match.groups?.['id'] ?? '')
    if (mention === null) continue
    if (match.index > end) nodes.push(schema.text(line.slice(end, match.index)))
    nodes.push(mention)
    end = match.index + match[0].length
  }
  if (end < line.length) nodes.push(schema.text(line.slice(end)))
  return nodes
}

function mentionOf(name: string, encoded: string): Node | null {
  const userId = decoded(encoded)
  return isUserId(userId) ? schema.node('mention', { userId, name: name.replace(/\\(.)/gu, '$1') }) : null
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // Somebody wrote a link with a stray %: it is text, not a mention.
    return ''
  }
}

/** Every character that Markdown could take for format is escaped in the name, every one that could end the address in the id. */
function mentionLink(node: Node): string {
  const id = encodeURIComponent(idOf(node)).replace(
    /[!'()*]/gu,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `[${nameOf(node).replace(/[\\`*_[\]<>~|#&]/gu, '\\$&')}](https://matrix.to/#/${id})`
}

function nameOf(node: Node): string {
  return String(node.attrs['name'])
}

function idOf(node: Node): string {
  return String(node.attrs['userId'])
}

/** A name that another in the room has too comes with the id in it. */
function calledBy(node: Node): string {
  const [name, id] = [nameOf(node), idOf(node)]
  return name === '' || name.includes(id) ? id : `@${name.replace(/^@/u, '')}`
}
