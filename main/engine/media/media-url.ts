import {
  isContentUri, isEventId, isRoomId, isUserId, type ContentUri, type EventId, type RoomId, type UserId,
} from '../../../preload/contract/ids.ts'

/** The scheme that Electron's main process serves from the engine's media cache; a window may load pictures from nowhere else. */
export const mediaScheme = 'causeway-media'

/** A thumbnail's box in physical pixels; the server gives the next size it has (client-server API, "Thumbnails"). */
export type ThumbnailSize = { readonly width: number; readonly height: number; readonly method: 'scale' | 'crop' }

/** The encrypted file of an event, or its thumbnail's: the address holds no key, the engine finds that in the event. */
export type AttachedAddress = {
  readonly roomId: RoomId
  readonly eventId: EventId
  readonly part: 'file' | 'thumbnail'
  /** Which file it was when the address was made (`tagOf`): an edit can put another in its place, and what an address stands for is kept. */
  readonly tag: string
}

export type MediaAddress = { readonly account: UserId } & (
  | { readonly uri: ContentUri; readonly thumbnail: ThumbnailSize | null }
  | { readonly attached: AttachedAddress }
)

/** Sizes that rows ask for, so that a picture is fetched and kept once for all the places that show it. */
export const avatarSize: ThumbnailSize = { width: 96, height: 96, method: 'crop' }
export const previewSize: ThumbnailSize = { width: 800, height: 600, method: 'scale' }

const largestSide = 4096

/**
 * A URL that a window can show, or null when `uri` is no well-formed mxc URI: whatever a sender writes there, nothing else is ever fetched.
 * The host is fixed and the account part of the path: a browser rewrites hosts, and takes a user id's colon for the start of a port.
 */
export function mediaUrl(account: UserId, uri: unknown, thumbnail?: ThumbnailSize): string | null {
  if (!isContentUri(uri)) return null
  const address = `${mediaScheme}://media/${encodeURIComponent(account)}/${uri.slice('mxc://'.length)}`
  if (!thumbnail) return address
  return `${address}?w=${thumbnail.width}&h=${thumbnail.height}&m=${thumbnail.method}`
}

/** A URL that a window can show of an encrypted file, or null where an id has something in it that no URL can hold. */
export function attachedUrl(account: UserId, { roomId, eventId, part, tag }: AttachedAddress): string | null {
  if (![account, roomId, eventId].every((id) => id.isWellFormed())) return null
  const [ofAccount, room, event] = [account, roomId, eventId].map(encodeURIComponent)
  return `${mediaScheme}://media/${ofAccount}/event/${room}/${event}/${part}/${tag}`
}

/** The reverse of `mediaUrl` and `attachedUrl`; null for anything that they would not have made. */
export function parseMediaUrl(url: string): MediaAddress | null {
  const [, accountPart, rest] = /^causeway-media:\/\/media\/([^/?#]+)\/([^#]+)$/u.exec(url) ?? []
  const account = decode(accountPart ?? '')
  if (!isUserId(account)) return null
  const attached = parseAttached(rest ?? '')
  if (attached) return { account, attached }
  const open = parseOpen(rest ?? '')
  return open && { account, ...open }
}

function parseAttached(rest: string): AttachedAddress | null {
  const [, room, event, part, tag] = /^event\/([^/?]+)\/([^/?]+)\/(file|thumbnail)\/([0-9A-Za-z_-]{43})$/u.exec(rest) ?? []
  const [roomId, eventId] = [decode(room ?? ''), decode(event ?? '')]
  if (!isRoomId(roomId) || !isEventId(eventId) || tag === undefined) return null
  return { roomId, eventId, part: part === 'file' ? 'file' : 'thumbnail', tag }
}

function parseOpen(rest: string): { readonly uri: ContentUri; readonly thumbnail: ThumbnailSize | null } | null {
  const match = /^([^/?]+\/[^/?]+)(?:\?w=(\d{1,4})&h=(\d{1,4})&m=(scale|crop))?$/u.exec(rest)
  const uri = `mxc://${match?.[1]}`
  if (!match || !isContentUri(uri)) return null
  if (match[4] === undefined) return { uri, thumbnail: null }
  const [width, height] = [Number(match[2]), Number(match[3])]
  if (width < 1 || height < 1 || width > largestSide || height > largestSide) return null
  return { uri, thumbnail: { width, height, method: match[4] === 'crop' ? 'crop' : 'scale' } }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null // a stray percent sign
  }
}
