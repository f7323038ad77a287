import { isContentUri, isEventId, isRoomId, isUserId, type ContentUri } from '../../../preload/contract/ids.ts'
import type { Profile } from '../account/profile.ts'
import { isRecord, ownRecord, ownString, parseJson, type JsonRecord } from '../base/json.ts'
import { parseMediaUrl } from '../media/media-url.ts'
import { readEvent } from '../store/tables/events.ts'
import { roomKey } from '../store/tables/rooms.ts'
import { CallError } from './call-error.ts'
import { badParams } from './rpc-refusal.ts'
import type { PrivateMethod } from './rpc-server.ts'

/** Main reads pictures and films in pieces; a larger one is a mistake. */
const largestPiece = 64 * 1024 * 1024

/** What main asks for in a window's stead: the bytes behind the addresses of rows, and attachments to be saved under a path. */
export function mediaMethods(profile: Profile): ReadonlyMap<string, PrivateMethod> {
  return new Map<string, PrivateMethod>([
    ['engine.media', (params) => readMedia(profile, params)],
    ['engine.saveAttachment', (params) => saveAttachment(profile, params)],
  ])
}

/** `{url, from, length}` → `{mimetype, size, bytes}`: `size` is that of the whole, and `bytes` are fewer at its end. */
async function readMedia(profile: Profile, params: unknown): Promise<{ mimetype: string; size: number; bytes: Uint8Array }> {
  if (!isRecord(params)) throw badParams('engine.media')
  const { url, from, length } = params
  const address = typeof url === 'string' ? parseMediaUrl(url) : null
  if (address === null) throw new CallError('not-found', 'There is nothing at this address.')
  if (!isCount(from, Number.MAX_SAFE_INTEGER) || !isCount(length, largestPiece)) throw badParams('engine.media')
  return profile.account(address.account).parts.media.read(address, from, length)
}

/** `{account, roomId, eventId, path}` → `{}`, once the whole file is there. */
async function saveAttachment(profile: Profile, params: unknown): Promise<Record<string, never>> {
  if (!isRecord(params)) throw badParams('engine.saveAttachment')
  const { account, roomId, eventId, path } = params
  if (!isUserId(account) || !isRoomId(roomId) || !isEventId(eventId) || typeof path !== 'string') throw badParams('engine.saveAttachment')
  const found = profile.account(account)
  const json = found.parts.store.read((reader) => {
    const room = roomKey(reader, roomId)
    return room === undefined ? undefined : readEvent(reader, room, eventId)?.json
  })
  const uri = json === undefined ? undefined : attachmentOf(parseJson(json))
  if (uri === undefined) throw new CallError('not-found', 'There is no attachment in this message.')
  await found.parts.media.saveTo(uri, path)
  return {}
}

function attachmentOf(event: unknown): ContentUri | undefined {
  const content: JsonRecord | undefined = isRecord(event) ? ownRecord(event, 'content') : undefined
  const uri = content && ownString(content, 'url')
  return isContentUri(uri) ? uri : undefined
}

const isCount = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most
