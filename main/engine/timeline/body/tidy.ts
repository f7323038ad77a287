import type { Body, BodyNode } from '../../../../preload/contract/body.ts'

const blocks: ReadonlySet<string> = new Set([
  'p', 'div', 'blockquote', 'ul', 'ol', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'details',
  'summary', 'caption',
])
/** Between the parts of these there is no text. */
const skeletons: ReadonlySet<string> = new Set(['ul', 'ol', 'table', 'thead', 'tbody', 'tr'])

/**
 * Takes out what HTML would not show: white space at the edges of blocks and between them, empty texts, neighbouring texts as two. So what
 * is drawn needs no rules about white space, and a row's height is what its words need.
 */
export function tidy(body: Body, parent: string | null = 'div'): Body {
  const joined = joinTexts(body.map(tidyNode))
  const kept = joined.filter((node, at) => {
    if (node.type !== 'text' || node.text.trim() !== '') return true
    if (parent !== null && skeletons.has(parent)) return false
    return isInline(joined[at - 1]) && isInline(joined[at + 1])
  })
  return parent !== null && blocks.has(parent) ? trimEdges(kept) : kept
}

function tidyNode(node: BodyNode): BodyNode {
  if (!('children' in node)) return node
  return { ...node, children: tidy(node.children, node.type === 'element' ? node.tag : null) }
}

function joinTexts(nodes: readonly BodyNode[]): readonly BodyNode[] {
  const joined: BodyNode[] = []
  for (const node of nodes) {
    const last = joined.at(-1)
    if (node.type === 'text' && last?.type === 'text') joined[joined.length - 1] = { type: 'text', text: last.text + node.text }
    else if (node.type !== 'text' || node.text !== '') joined.push(node)
  }
  return joined
}

function isInline(node: BodyNode | undefined): boolean {
  if (node === undefined || node.type === 'rule' || node.type === 'code-block' || node.type === 'break') return false
  return node.type !== 'element' || !blocks.has(node.tag)
}

function trimEdges(nodes: readonly BodyNode[]): readonly BodyNode[] {
  const last = nodes.length - 1
  return nodes
    .map((node, at) => {
      if (node.type !== 'text') return node
      const start = at === 0 || !isInline(nodes[at - 1]) ? node.text.replace(/^ +/u, '') : node.text
      return { ...node, text: at === last || !isInline(nodes[at + 1]) ? start.replace(/ +$/u, '') : start }
    })
    .filter((node) => node.type !== 'text' || node.text !== '')
}
