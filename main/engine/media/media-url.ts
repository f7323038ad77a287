import { isContentUri, isUserId, type ContentUri, type UserId } from '../../../preload/contract/ids.ts'

/** The scheme that Electron's main process serves from the engine's media cache; a window may load pictures from nowhere else. */
export const mediaScheme = 'causeway-media'

/** A thumbnail's box in physical pixels; the server gives the next size it has (client-server API, "Thumbnails"). */
export type ThumbnailSize = { readonly width: number; readonly height: number; readonly method: 'scale' | 'crop' }

export type MediaAddress = { readonly account: UserId; readonly uri: ContentUri; readonly thumbnail: ThumbnailSize | null }

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

/** The reverse of `mediaUrl`; null for anything that it would not have made. */
export function parseMediaUrl(url: string): MediaAddress | null {
  const match = /^causeway-media:\/\/media\/([^/?#]+)\/([^/?#]+\/[^/?#]+)(?:\?w=(\d{1,4})&h=(\d{1,4})&m=(scale|crop))?$/u.exec(url)
  if (!match) return null
  const account = decode(match[1] ?? '')
  const uri = `mxc://${match[2]}`
  if (!isUserId(account) || !isContentUri(uri)) return null
  if (match[5] === undefined) return { account, uri, thumbnail: null }
  const [width, height] = [Number(match[3]), Number(match[4])]
  if (width < 1 || height < 1 || width > largestSide || height > largestSide) return null
  return { account, uri, thumbnail: { width, height, method: match[5] === 'crop' ? 'crop' : 'scale' } }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null // a stray percent sign
  }
}
