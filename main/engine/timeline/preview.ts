import type { RoomId } from '../../../preload/contract/ids.ts'
import type { Preview } from '../../../preload/contract/rows/room-row.ts'
import type { Me } from '../base/me.ts'
import { personIn } from '../rooms/names.ts'
import type { Reader } from '../store/reader.ts'
import { readEncryptionFacts } from '../store/tables/encrypted-events.ts'
import { readEventRow } from '../store/tables/events.ts'
import { readLatestEdits } from '../store/tables/relations.ts'
import { shortLine } from './rows/said-body.ts'
import { readShown } from './rows/shown-event.ts'
import { summarize } from './rows/summary.ts'

/** One line on a stored event for the room list, with its newest edit; null when `event` (its row id) is gone or was taken back. */
export function readPreview(
  reader: Reader, { room, event, me }: { readonly room: number; readonly roomId: RoomId; readonly event: number; readonly me: Me },
): Preview | null {
  const record = readEventRow(reader, event)
  if (!record || record.redactedBy !== null) return null
  const people = (userId: typeof me.userId) => personIn(reader, { room, account: me.userId }, userId)
  const edit = readLatestEdits(reader, room, [record.eventId]).get(record.eventId)
  const said = readShown(record, edit, readEncryptionFacts(reader, [event]).get(event))
  const { kind, text, line } = summarize(said, people)
  const short = shortLine(said, text, { account: me.userId, bodies: null })
  return { sender: people(record.sender), isMine: record.sender === me.userId, kind, text: short, line }
}
