import type { Body, BodyNode } from '../../../../preload/contract/body.ts'
import type { BodyOptions } from './body-options.ts'
import { linkedText } from './linked-text.ts'

/** The longest body that is drawn; an event cannot hold more (65,536 bytes), a server that lies about that can. In UTF-16 units. */
export const longestBody = 65_536
const mostLines = 2_000

/** A message without format: its lines, with links in them. */
export function parsePlain(text: string, options: BodyOptions): Body {
  const shown = text.length > longestBody ? `${text.slice(0, longestBody)}…` : text
  const lines = shown.split(/\r\n|\r|\n/u)
  const nodes: BodyNode[] = []
  for (const [number, line] of lines.slice(0, mostLines).entries()) {
    if (number > 0) nodes.push({ type: 'break' })
    if (line !== '') nodes.push(...linkedText(line, options))
  }
  if (lines.length > mostLines) nodes.push({ type: 'break' }, { type: 'text', text: '…' })
  return nodes
}
