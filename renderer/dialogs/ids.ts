import { isRoomAlias, isRoomId, isUserId, type UserId } from '../../preload/contract/index.ts'

/** User ids out of what somebody typed or pasted, and the first word that is none. */
export type TypedIds = { readonly ids: readonly UserId[]; readonly wrong: string | null }

export function typedIds(typed: string): TypedIds {
  const words = typed.split(/[\s,;]+/u).filter((word) => word !== '').map(plainId)
  const ids = words.filter((word): word is UserId => isUserId(word))
  return { ids: [...new Set(ids)], wrong: words.find((word) => !isUserId(word)) ?? null }
}

/** A room's address as `room.join` takes it, or null. */
export function typedRoom(typed: string): string | null {
  const address = plainId(typed.trim())
  return isRoomAlias(address) || isRoomId(address) ? address : null
}

/** What stands in a link of matrix.to or of the `matrix:` scheme (appendices, "URIs"), else the text itself. */
export function plainId(text: string): string {
  const old = /^https?:\/\/matrix\.to\/#\/([^?/]+)/u.exec(text)
  if (old?.[1] !== undefined) return decoded(old[1])
  const own = /^matrix:(r|roomid|u)\/([^?/]+)/u.exec(text)
  if (own?.[2] === undefined) return text
  const sign = own[1] === 'u' ? '@' : own[1] === 'r' ? '#' : '!'
  return `${sign}${decoded(own[2])}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A stray percent sign: then it means itself.
    return text
  }
}
