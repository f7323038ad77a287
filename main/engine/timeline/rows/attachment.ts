import type { Body } from '../../../../preload/contract/body.ts'
import { isContentUri, type EventId, type RoomId, type UserId } from '../../../../preload/contract/ids.ts'
import type { Attachment, Picture, RowKind } from '../../../../preload/contract/rows/timeline-row.ts'
import { ownNumber, ownRecord, ownString, ownValue, type JsonRecord } from '../../base/json.ts'
import { encryptedFileOf, tagOf } from '../../media/encrypted-file.ts'
import { attachedUrl, mediaUrl, previewSize, type AttachedAddress } from '../../media/media-url.ts'
import { fileNameOf } from './message-text.ts'

const longestSide = 100_000
const longestDuration = 30 * 24 * 60 * 60 * 1000
/** An encrypted picture without a thumbnail is fetched whole to be shown: only up to this size. */
const largestPreview = 20 * 1024 * 1024

/** The account that reads, and the event whose encrypted files can be read by its id; null for what is no event yet. */
export type AttachmentPlace = { readonly account: UserId; readonly event: { readonly roomId: RoomId; readonly eventId: EventId } | null }

/** Whether an attachment says where it is, in the open or encrypted. */
export function isLocated(content: JsonRecord): boolean {
  return isContentUri(ownValue(content, 'url')) || isEncrypted(content)
}

const isEncrypted = (content: JsonRecord): boolean => ownRecord(content, 'file') !== undefined

/** What hangs on a message, as its sender describes it. */
export function readAttachment(content: JsonRecord, kind: RowKind, place: AttachmentPlace, caption: Body | null): Attachment {
  const info = ownRecord(content, 'info') ?? {}
  return {
    name: fileNameOf(content),
    size: readSize(info),
    mimetype: readMimetype(info),
    picture: readPicture(content, info, kind, place),
    duration: kind === 'audio' || kind === 'voice' || kind === 'video' ? readDuration(content, info) : null,
    caption,
  }
}

function readPicture(content: JsonRecord, info: JsonRecord, kind: RowKind, place: AttachmentPlace): Picture | null {
  const isItself = kind === 'image' || kind === 'sticker'
  if (!isItself && kind !== 'video') return null
  const { whole, given, made } = isEncrypted(content) ? encryptedUrls(content, info, place) : openUrls(content, info, place.account)
  const url = isItself ? whole : given
  const thumbnailUrl = given ?? made
  if (url === null || thumbnailUrl === null) return null
  return {
    url,
    thumbnailUrl,
    width: within(ownNumber(info, 'w'), longestSide) ?? 0,
    height: within(ownNumber(info, 'h'), longestSide) ?? 0,
    blurhash: readBlurhash(info),
  }
}

/** `given`: the sender's thumbnail. `made`: what shows the picture where there is none. */
type Urls = { readonly whole: string | null; readonly given: string | null; readonly made: string | null }

function openUrls(content: JsonRecord, info: JsonRecord, account: UserId): Urls {
  const uri = ownValue(content, 'url')
  return { whole: mediaUrl(account, uri), given: mediaUrl(account, ownValue(info, 'thumbnail_url')), made: mediaUrl(account, uri, previewSize) }
}

/** A server can make no thumbnail of what it cannot read: there is the sender's, or the picture itself. */
function encryptedUrls(content: JsonRecord, info: JsonRecord, place: AttachmentPlace): Urls {
  const whole = attachedPart(ownValue(content, 'file'), 'file', place)
  const given = attachedPart(ownValue(info, 'thumbnail_file'), 'thumbnail', place)
  return { whole, given, made: (readSize(info) ?? 0) <= largestPreview ? whole : null }
}

function attachedPart(file: unknown, part: AttachedAddress['part'], { account, event }: AttachmentPlace): string | null {
  const known = event && encryptedFileOf(file)
  return known && attachedUrl(account, { ...event, part, tag: tagOf(known) })
}

const readSize = (info: JsonRecord): number | null => within(ownNumber(info, 'size'), Number.MAX_SAFE_INTEGER)
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
