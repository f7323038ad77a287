/**
 * A sender's HTML becomes a small tree of known nodes (client-server API, m.room.message, "HTML"). Only what the tables of `html-tags.ts`
 * allow is let through; an unknown element leaves its contents, a dangerous one takes them with it. Nothing here ever makes markup again,
 * so whatever gets lost or misread can garble a message, never a page.
 */
import { parseFragment } from 'parse5'
import type { DefaultTreeAdapterTypes } from 'parse5'
import type { Body, BodyNode } from '../../../../preload/contract/body.ts'
import { mediaUrl } from '../../media/media-url.ts'
import type { BodyOptions } from './body-options.ts'
import { attributesOf, colorOf, sizeOf } from './html-attributes.ts'
import { droppedTags, elementTags, type Attributes } from './html-tags.ts'
import { linkedText, matrixNode } from './linked-text.ts'
import { longestBody } from './plain-body.ts'
import { safeLink } from './safe-link.ts'
import { tidy } from './tidy.ts'

type Node = DefaultTreeAdapterTypes.ChildNode
type Element = DefaultTreeAdapterTypes.Element

/** Client-server API: "at most 100 levels deep". What lies deeper is shown as its text. */
const deepest = 100
/** The parser looks up its whole stack at each start tag: this many keep even a hostile stack cheap. */
const mostTags = 4_000
const mostNodes = 4_000

/** Null when it is too much to be parsed: the plain body is shown then. */
export function parseHtml(html: string, options: BodyOptions): Body | null {
  if (html.length > longestBody || countTags(html) > mostTags) return null
  return tidy(new Walk(options).children(parseFragment(html).childNodes, 0))
}

function countTags(html: string): number {
  let count = 0
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at + 1)) count += 1
  return count
}

class Walk {
  readonly #options: BodyOptions
  #left = mostNodes
  #isInLink = false

  constructor(options: BodyOptions) {
    this.#options = options
  }

  children(nodes: readonly Node[], depth: number): Body {
    return nodes.flatMap((node) => this.#node(node, depth))
  }

  #node(node: Node, depth: number): readonly BodyNode[] {
    if (this.#left <= 0) return []
    this.#left -= 1
    if ('value' in node) {
      const text = node.value.replace(/[ \t\r\n\f]+/gu, ' ')
      return this.#isInLink ? [{ type: 'text', text }] : linkedText(text, this.#options)
    }
    if (!('tagName' in node) || droppedTags.has(node.tagName)) return []
    if (depth >= deepest) return [{ type: 'text', text: textOf(node) }]
    return this.#element(node, attributesOf(node), depth)
  }

  #element(element: Element, attributes: Attributes, depth: number): readonly BodyNode[] {
    const inside = () => this.children(element.childNodes, depth + 1)
    switch (element.tagName) {
      case 'br':
        return [{ type: 'break' }]
      case 'hr':
        return [{ type: 'rule' }]
      case 'pre':
        return [codeBlock(element)]
      case 'code':
        return [{ type: 'code', text: textOf(element) }]
      case 'a':
        return this.#link(element, attributes, depth)
      case 'img':
        return this.#image(attributes)
      case 'ol': {
        const start = sizeOf(attributes.get('start'), 999_999)
        return [{ type: 'element', tag: 'ol', children: inside(), ...(start !== null && { start }) }]
      }
      case 'span':
      case 'font':
      case 'div':
        return dressed(element, attributes, inside)
      default: {
        const tag = elementTags.get(element.tagName)
        return tag === undefined ? inside() : [{ type: 'element', tag, children: inside() }]
      }
    }
  }

  #link(element: Element, attributes: Attributes, depth: number): readonly BodyNode[] {
    const href = attributes.get('href') ?? ''
    const known = matrixNode(href, textOf(element).trim(), this.#options)
    if (known) return [known]
    const safe = this.#isInLink ? null : safeLink(href)
    if (safe === null) return this.children(element.childNodes, depth + 1)
    this.#isInLink = true
    const children = this.children(element.childNodes, depth + 1)
    this.#isInLink = false
    return children.length === 0 ? [] : [{ type: 'link', href: safe, children }]
  }

  #image(attributes: Attributes): readonly BodyNode[] {
    const alt = (attributes.get('alt') ?? attributes.get('title') ?? '').slice(0, 255)
    const url = mediaUrl(this.#options.me, attributes.get('src'))
    if (url === null) return alt === '' ? [] : [{ type: 'text', text: alt }]
    const [width, height] = [sizeOf(attributes.get('width'), 4096), sizeOf(attributes.get('height'), 4096)]
    return [{ type: 'image', url, alt, isEmoticon: attributes.has('data-mx-emoticon'), ...(width && { width }), ...(height && { height }) }]
  }
}

/** A span, font or div with one of the attributes that Matrix gives a meaning; without one it leaves its contents. */
function dressed(element: Element, attributes: Attributes, inside: () => Body): readonly BodyNode[] {
  const latex = attributes.get('data-mx-maths')
  if (latex !== undefined) return [{ type: 'maths', latex, isBlock: element.tagName === 'div' }]
  const reason = attributes.get('data-mx-spoiler')
  if (reason !== undefined) return [{ type: 'spoiler', children: inside(), ...(reason !== '' && { reason }) }]
  const foreground = colorOf(attributes.get('data-mx-color') ?? attributes.get('color'))
  const background = colorOf(attributes.get('data-mx-bg-color'))
  if (foreground !== null || background !== null) {
    return [{ type: 'color', children: inside(), ...(foreground !== null && { foreground }), ...(background !== null && { background }) }]
  }
  return element.tagName === 'div' ? [{ type: 'element', tag: 'div', children: inside() }] : inside()
}

function codeBlock(pre: Element): BodyNode {
  const code = pre.childNodes.find((node): node is Element => 'tagName' in node && node.tagName === 'code')
  const language = /(?:^|\s)language-([\w+#.-]{1,32})(?:\s|$)/u.exec(code ? (attributesOf(code).get('class') ?? '') : '')?.[1]
  const text = textOf(code ?? pre).replace(/\n$/u, '')
  return { type: 'code-block', text, ...(language !== undefined && { language }) }
}

/** All the text below an element. With its own stack: depth is what it is called for. */
function textOf(element: Element): string {
  const parts: string[] = []
  const stack: Node[] = [...element.childNodes].reverse()
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if ('value' in node) parts.push(node.value)
    else if ('tagName' in node && node.tagName === 'br') parts.push('\n')
    else if ('tagName' in node && !droppedTags.has(node.tagName)) stack.push(...[...node.childNodes].reverse())
  }
  return parts.join('')
}
