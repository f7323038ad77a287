import type { Body, BodyNode } from '../../../../preload/contract/body.ts'

const hidden = '▒▒▒▒'

/** A body as running text, for places with room for one line: no marks of format, spoilers hidden, a space where a new block begins. */
export function flatText(body: Body): string {
  return body.map(flat).join('').replace(/\s+/gu, ' ').trim()
}

function flat(node: BodyNode): string {
  switch (node.type) {
    case 'text':
    case 'code':
      return node.text
    case 'code-block':
      return ` ${node.text} `
    case 'element':
      return inline.has(node.tag) ? node.children.map(flat).join('') : ` ${node.children.map(flat).join('')} `
    case 'link':
    case 'color':
      return node.children.map(flat).join('')
    case 'mention':
    case 'room-link':
      return node.name
    case 'image':
      return node.alt
    case 'maths':
      return node.latex
    case 'spoiler':
      return hidden
    case 'break':
    case 'rule':
      return ' '
  }
}

const inline: ReadonlySet<string> = new Set(['strong', 'em', 'u', 's', 'sub', 'sup', 'span'])
