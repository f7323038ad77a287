import type { Body, BodyNode } from '../../../../preload/contract/body.ts'
import { isUserId } from '../../../../preload/contract/ids.ts'
import type { People } from '../rows/lines.ts'

/**
 * A body whose mentions bear the names that the room knows, whatever the sender made them read; of somebody whom it does not know the
 * sender's words stay. A body without mentions comes back as it is.
 */
export function nameMentions(body: Body, people: People): Body {
  return body.some(holdsMention) ? body.map((node) => nameNode(node, people)) : body
}

function holdsMention(node: BodyNode): boolean {
  return node.type === 'mention' || ('children' in node && node.children.some(holdsMention))
}

function nameNode(node: BodyNode, people: People): BodyNode {
  if (node.type !== 'mention') return 'children' in node ? { ...node, children: nameMentions(node.children, people) } : node
  if (!isUserId(node.userId)) return node
  const { name } = people(node.userId)
  return name === node.userId ? node : { ...node, name }
}
