import type { Body, BodyNode } from '../../../../preload/contract/body.ts'
import { isUserId } from '../../../../preload/contract/ids.ts'
import type { People } from '../rows/lines.ts'

/**
 * A body whose mentions bear the names that the room knows, whatever the sender made them read; of somebody whom it does not know the
 * sender's words stay. A body without mentions comes back as it is.
 */
export function nameMentions(body: Body, people: People): Body {
  const named = body.map((node) => nameNode(node, people))
  return named.every((node, at) => node === body[at]) ? body : named
}

function nameNode(node: BodyNode, people: People): BodyNode {
  if (node.type === 'mention') {
    if (!isUserId(node.userId)) return node
    const { name } = people(node.userId)
    return name === node.userId ? node : { ...node, name }
  }
  if (!('children' in node)) return node
  const children = nameMentions(node.children, people)
  return children === node.children ? node : { ...node, children }
}
