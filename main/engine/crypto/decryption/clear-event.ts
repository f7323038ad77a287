import type { RoomId } from '../../../../preload/contract/ids.ts'
import { isRecord, ownRecord, ownString, ownValue, parseJson, type JsonRecord } from '../../base/json.ts'

/** What an encrypted event turned out to be. Both parts are as hostile as any event. */
export type ClearEvent = { readonly type: string; readonly content: JsonRecord }

const longestType = 255

/**
 * What the server acts upon is never within ciphertext, nor is ciphertext: a redaction or a key in there was put there to have clients do
 * what the server did not check.
 */
const neverWithin: ReadonlySet<string> = new Set(['m.room.encrypted', 'm.room.redaction', 'm.room.encryption'])

/**
 * Reads what the machine gave back for an event of a room; null when it makes no sense. What an event relates to is what it says readably,
 * beside the ciphertext (client-server API, "Encrypted events" of "Event relationships"), so that server and clients agree: `sealed` is the
 * content as it came. A state key within ciphertext is no state: it is left out, as everything but type and content is.
 */
export function readClearEvent(json: string, roomId: RoomId, sealed: JsonRecord): ClearEvent | null {
  const event = parseJson(json)
  if (!isRecord(event)) return null
  const type = ownString(event, 'type')
  const content = ownRecord(event, 'content')
  if (type === undefined || type === '' || type.length > longestType || content === undefined || neverWithin.has(type)) return null
  if (ownValue(event, 'room_id') !== roomId) return null
  return { type, content: withRelation(content, ownValue(sealed, 'm.relates_to')) }
}

function withRelation({ 'm.relates_to': _, ...content }: JsonRecord, relatesTo: unknown): JsonRecord {
  return relatesTo === undefined ? content : { ...content, 'm.relates_to': relatesTo }
}
