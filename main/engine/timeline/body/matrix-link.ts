import {
  isEventId, isRoomAlias, isRoomId, isUserId, type EventId, type RoomAlias, type RoomId, type UserId,
} from '../../../../preload/contract/ids.ts'

/** What a link inside Matrix leads to. */
export type MatrixLink =
  | { readonly to: 'user'; readonly userId: UserId }
  | { readonly to: 'room'; readonly room: RoomId | RoomAlias; readonly eventId?: EventId }

const matrixTo = 'https://matrix.to/#/'
const longestLink = 2048

/** Reads `https://matrix.to/#/…` and `matrix:` URIs (appendices, "URIs"); null for any other link. */
export function parseMatrixLink(href: string): MatrixLink | null {
  if (href.length > longestLink) return null
  if (href.startsWith(matrixTo)) return fromParts(pathOf(href.slice(matrixTo.length)))
  if (href.startsWith('matrix:')) return fromUri(pathOf(href.slice('matrix:'.length)))
  return null
}

/** The link by which a message names somebody. */
export function linkToUser(userId: UserId): string {
  return matrixTo + encodeURIComponent(userId)
}

function pathOf(text: string): readonly string[] {
  return (text.split('?')[0] ?? '').split('/').map(decode)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return '' // no identifier is empty
  }
}

function fromParts([entity, event]: readonly string[]): MatrixLink | null {
  if (isUserId(entity)) return { to: 'user', userId: entity }
  if (!isRoomId(entity) && !isRoomAlias(entity)) return null
  return isEventId(event) ? { to: 'room', room: entity, eventId: event } : { to: 'room', room: entity }
}

function fromUri([kind, id, eventKind, event]: readonly string[]): MatrixLink | null {
  const sigil = kind === 'u' || kind === 'user' ? '@' : kind === 'r' || kind === 'room' ? '#' : kind === 'roomid' ? '!' : null
  if (sigil === null || id === undefined) return null
  return fromParts([sigil + id, eventKind === 'e' || eventKind === 'event' ? `$${event ?? ''}` : ''])
}
