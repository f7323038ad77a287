import type { Body } from '../../../../preload/contract/body.ts'
import type { UserId } from '../../../../preload/contract/ids.ts'
import { isContentUri } from '../../../../preload/contract/ids.ts'
import type { Attachment, Picture, RowKind } from '../../../../preload/contract/rows/timeline-row.ts'
import { ownNumber, ownRecord, ownString, ownValue, type JsonRecord } from '../../base/json.ts'
import { mediaUrl, previewSize } from '../../media/media-url.ts'
import { fileNameOf } from './message-text.ts'

const longestSide = 100_000
const longestDuration = 30 * 24 * 60 * 60 * 1000

/** Whether an attachment says where it is, in the open or encrypted. */
export function isLocated(content: JsonRecord): boolean {
  return isContentUri(ownValue(content, 'url')) || isEncrypted(content)
}

const isEncrypted = (content: JsonRecord): boolean => ownRecord(content, 'file') !== undefined

/** What hangs on a message, as its sender describes it. */
export function readAttachment(content: JsonRecord, kind: RowKind, account: UserId, caption: Body | null): Attachment {
  const info = ownRecord(content, 'info') ?? {}
  return {
    name: fileNameOf(content),
    size: within(ownNumber(info, 'size'), Number.MAX_SAFE_INTEGER),
    mimetype: readMimetype(info),
    // An encrypted picture is described and cannot be opened yet.
    picture: isEncrypted(content) ? null : readPicture(ownValue(content, 'url'), info, kind, account),
    duration: kind === 'audio' || kind === 'voice' || kind === 'video' ? readDuration(content, info) : null,
    caption,
  }
}

function readPicture(uri: unknown, info: JsonRecord, kind: RowKind, account: UserId): Picture | null {
  const isItself = kind === 'image' || kind === 'sticker'
  if (!isItself && kind !== 'video') return null
  const thumbnail = mediaUrl(account, ownValue(info, 'thumbnail_url'))
  const url = isItself ? mediaUrl(account, uri) : thumbnail
  if (url === null) return null
  return {
    url,
    thumbnailUrl: thumbnail ?? mediaUrl(account, uri, previewSize) ?? url,
    width: within(ownNumber(info, 'w'), longestSide) ?? 0,
    height: within(ownNumber(info, 'h'), longestSide) ?? 0,
    blurhash: readBlurhash(info),
  }
}

function readMimetype(info: JsonRecord): string {
  const mimetype = ownString(info, 'mimetype')?.toLowerCase() ?? ''
  return /^[\w.+-]{1,64}\/[\w.+-]{1,64}$/u.test(mimetype) ? mimetype : 'application/octet-stream'
}

function readDuration(content: JsonRecord, info: JsonRecord): number | null {
  return within(ownNumber(info, 'duration') ?? ownNumber(ownRecord(content, 'org.matrix.msc1767.audio') ?? {}, 'duration'), longestDuration)
}

/** MSC2448, under the name that everybody uses. */
function readBlurhash(info: JsonRecord): string | null {
  const hash = ownString(info, 'xyz.amorgan.blurhash') ?? ''
  return /^[0-9A-Za-z#$%*+,\-.:;=?@[\]^_{|}~]{6,128}$/u.test(hash) ? hash : null
}

function within(value: number | undefined, most: number): number | null {
  return value === undefined || value < 0 || value > most ? null : value
}
