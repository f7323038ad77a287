import type { Token } from 'markdown-it'

/** A new token; `like` is any other: the parser hands out its class of tokens only with a token. */
export function newToken(like: Token, type: string, tag: string, nesting: -1 | 0 | 1): Token {
  const TokenClass = like.constructor as new (type: string, tag: string, nesting: -1 | 0 | 1) => Token
  return new TokenClass(type, tag, nesting)
}

export function textToken(like: Token, content: string): Token {
  const token = newToken(like, 'text', '', 0)
  token.content = content
  return token
}
