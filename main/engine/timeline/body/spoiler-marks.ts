import type { Token } from 'markdown-it'
import { newToken, textToken } from './tokens.ts'

const mark = '||'

/**
 * Makes spoilers of `||what is hidden||` among a line's tokens (client-server API, "Spoiler messages"): the marks that people know from
 * elsewhere, and that an edit of a message with a spoiler begins with. They stand against the text: "a || b || c" hides nothing.
 */
export function markSpoilers(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(isMarked)) return tokens
  const parts = tokens.flatMap((token) => (isMarked(token) ? splitAtMarks(token) : [token]))
  for (let at = 0; at < parts.length; at += 1) {
    const [open, end] = [parts[at], opens(parts, at) ? endOf(parts, at) : -1]
    if (!open || end === -1) continue
    const opening = newToken(open, 'spoiler_open', 'span', 1)
    opening.attrs = [['data-mx-spoiler', '']]
    parts[at] = opening
    parts[end] = newToken(open, 'spoiler_close', 'span', -1)
    at = end
  }
  return parts
}

const isMarked = ({ type, content }: Token): boolean => type === 'text' && content.includes(mark)

const isMark = (token: Token | undefined): boolean => token?.type === 'text' && token.content === mark

const isBlank = (token: Token | undefined, edge: RegExp): boolean =>
  token === undefined || token.type === 'softbreak' || token.type === 'hardbreak' || isMark(token)
  || (token.type === 'text' && (token.content === '' || edge.test(token.content)))

function opens(parts: readonly Token[], at: number): boolean {
  return isMark(parts[at]) && !isBlank(parts[at + 1], /^\s/u) && parts[at + 1]?.nesting !== -1
}

/** Where the spoiler that begins at `start` ends: at the next mark within the same format, before that format ends. */
function endOf(parts: readonly Token[], start: number): number {
  let depth = 0
  for (let at = start + 1; at < parts.length && depth >= 0; at += 1) {
    if (depth === 0 && isMark(parts[at])) return isBlank(parts[at - 1], /\s$/u) ? -1 : at
    depth += parts[at]?.nesting ?? 0
  }
  return -1
}

function splitAtMarks(token: Token): Token[] {
  return token.content.split(/(\|\|)/u).filter((text) => text !== '').map((text) => textToken(token, text))
}
