import { isEventId, isRoomId, isUserId } from '../../../preload/contract/ids.ts'
import type { Profile } from '../account/profile.ts'
import { isRecord } from '../base/json.ts'
import { parseMediaUrl } from '../media/media-url.ts'
import { readAttachedFile, readAttachedMedia } from '../timeline/attached-media.ts'
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
  const { media, store } = profile.account(address.account).parts
  const wanted = 'attached' in address ? { encrypted: store.read((reader) => readAttachedFile(reader, address.attached)) } : address
  return media.read(wanted, from, length)
}

/** `{account, roomId, eventId, path}` → `{}`, once the whole file is there. */
async function saveAttachment(profile: Profile, params: unknown): Promise<Record<string, never>> {
  if (!isRecord(params)) throw badParams('engine.saveAttachment')
  const { account, roomId, eventId, path } = params
  if (!isUserId(account) || !isRoomId(roomId) || !isEventId(eventId) || typeof path !== 'string') throw badParams('engine.saveAttachment')
  const { media, store } = profile.account(account).parts
  await media.saveTo(store.read((reader) => readAttachedMedia(reader, roomId, eventId)), path)
  return {}
}

const isCount = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most
