import type { RoomId } from '../../../../preload/contract/ids.ts'
import { isRecord, parseJson, type JsonRecord } from '../../base/json.ts'
import type { Reader } from '../../store/reader.ts'
import { readEvents } from '../../store/tables/events.ts'
import { readRoomOperations, type OutboxRecord } from '../../store/tables/outbox.ts'

/** An operation of the outbox that waits, failed, or is done while its event has not come back yet. `input` is what was asked for. */
export type Pending = { readonly record: OutboxRecord; readonly input: JsonRecord }

/** What the outbox adds to a room's timeline until the server sends it back, in the order in which it was done. */
export function readPending(reader: Reader, room: number, roomId: RoomId): readonly Pending[] {
  const records = readRoomOperations(reader, roomId)
  const stored = readEvents(reader, room, records.map(({ eventId }) => eventId).filter((eventId) => eventId !== null))
  // A message without a place has no row of its own yet; of all else it is enough that it is known.
  const isBack = ({ kind, eventId }: OutboxRecord): boolean => {
    const event = eventId === null ? undefined : stored.get(eventId)
    return event !== undefined && (event.position !== null || (kind !== 'message' && kind !== 'file'))
  }
  return records
    .filter((record) => !isBack(record))
    .map((record) => ({ record, input: inputOf(record.input) }))
}

function inputOf(json: string): Pending['input'] {
  const input = parseJson(json)
  return isRecord(input) ? input : {}
}
