import { isRoomId, type RoomId } from '../../../../preload/contract/ids.ts'
import { isRecord, parseJson, type JsonRecord } from '../../base/json.ts'
import { HomeserverError } from '../../matrix/errors.ts'
import { JsonItems, type JsonItem } from '../json-items.ts'

/** One key of a backup as it came. `data` is null for what is no JSON, or larger than any key is. */
export type BackedUpSession = { readonly roomId: RoomId; readonly sessionId: string; readonly data: JsonRecord | null }

/** A key takes 1,200 characters. */
const longest = 64 * 1024

/**
 * Takes a backup apart while it comes, one key at a time: `{"rooms": {room: {"sessions": {session: key}}}}`. Throws `bad-response` when it
 * ends before its end.
 */
export async function* readSessions(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<BackedUpSession, void, undefined> {
  const decoder = new TextDecoder()
  const items = new JsonItems({ depth: 4, longest, isItem: ([rooms, , sessions]) => rooms === 'rooms' && sessions === 'sessions' })
  for await (const piece of pieces) {
    for (const item of items.take(decoder.decode(piece, { stream: true }))) yield* readSession(item)
  }
  if (!items.isWhole) throw new HomeserverError('bad-response', { detail: 'The backup of keys broke off.' })
}

function* readSession({ names: [, roomId, , sessionId], text }: JsonItem): Generator<BackedUpSession, void, undefined> {
  if (isRoomId(roomId) && sessionId !== undefined) yield { roomId, sessionId, data: text === null ? null : parseOrNull(text) }
}

function parseOrNull(text: string): JsonRecord | null {
  try {
    const value = parseJson(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}
