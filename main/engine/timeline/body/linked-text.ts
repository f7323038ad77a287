import { linkifyit } from 'linkify-it'
import type { BodyNode } from '../../../../preload/contract/body.ts'
import { isRoomAlias, isUserId } from '../../../../preload/contract/ids.ts'
import { cleanName } from '../../rooms/clean-name.ts'
import type { BodyOptions } from './body-options.ts'
import { parseMatrixLink } from './matrix-link.ts'
import { safeLink } from './safe-link.ts'

const links = linkifyit({ fuzzyLink: true, fuzzyEmail: true })
// Whatever is found below holds one of these. Most texts hold none, and a start need not wait until the large expressions are compiled.
const mayHoldLinks = /[:@]|\/\/|www\./iu
// An id must stand by itself: the address part of a mail is no user.
const identifiers = /(?<![\p{L}\p{N}@#.:/])[@#][\p{L}\p{N}._=\-/+]+:[\p{L}\p{N}.-]*\p{L}[\p{L}\p{N}-]*(?::\d{1,5})?/gu

/** Where something stands in a text that is more than text. */
type Found = { readonly start: number; readonly end: number; readonly node: BodyNode }

/** A run of text with the web addresses, user ids and room addresses in it made into links. */
export function linkedText(text: string, options: BodyOptions): readonly BodyNode[] {
  const nodes: BodyNode[] = []
  let at = 0
  for (const { start, end, node } of findLinks(text, options)) {
    if (start < at) continue
    if (start > at) nodes.push({ type: 'text', text: text.slice(at, start) })
    nodes.push(node)
    at = end
  }
  if (at < text.length) nodes.push({ type: 'text', text: text.slice(at) })
  return nodes
}

/** A link that leads into Matrix, drawn as what it names. `shown`: what the sender made it read. */
export function matrixNode(href: string, shown: string, options: BodyOptions): BodyNode | null {
  const link = parseMatrixLink(href)
  if (!link) return null
  if (link.to === 'user') {
    const name = shown === href ? link.userId : (cleanName(shown.replace(/^@/u, '')) ?? link.userId)
    return { type: 'mention', userId: link.userId, name, isMe: link.userId === options.me }
  }
  const name = shown === '' || shown === href ? link.room : shown
  return { type: 'room-link', room: link.room, name, ...(link.eventId !== undefined && { eventId: link.eventId }) }
}

function webLink(href: string, text: string): BodyNode {
  return { type: 'link', href, children: [{ type: 'text', text }] }
}

function findLinks(text: string, options: BodyOptions): readonly Found[] {
  if (!mayHoldLinks.test(text)) return []
  const found: Found[] = []
  for (const { index, lastIndex, url, raw, schema } of links.match(text) ?? []) {
    // "readme.md" is a file's name, not the web site of Moldova: without a scheme only what begins with www. is meant.
    if (schema === '' && !/^www\./iu.test(raw)) continue
    const href = safeLink(schema === '' ? `https://${raw}` : url)
    const node = matrixNode(url, url, options) ?? (href === null ? null : webLink(href, raw))
    if (node) found.push({ start: index, end: lastIndex, node })
  }
  for (const match of text.matchAll(identifiers)) {
    const [id] = match
    const place = { start: match.index, end: match.index + id.length }
    if (isUserId(id)) found.push({ ...place, node: { type: 'mention', userId: id, name: id, isMe: id === options.me } })
    else if (isRoomAlias(id)) found.push({ ...place, node: { type: 'room-link', room: id, name: id } })
  }
  return found.sort((one, other) => one.start - other.start || other.end - one.end)
}
