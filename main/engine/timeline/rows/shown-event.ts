import type { UndecryptedCause } from '../../../../preload/contract/rows/encryption-row.ts'
import { isRecord, ownRecord, parseJson, type JsonRecord } from '../../base/json.ts'
import { readShield, type EncryptionFacts } from '../../store/tables/encrypted-events.ts'
import type { EventRecord } from '../../store/tables/events.ts'
import type { Edit } from '../../store/tables/relations.ts'
import type { EventId, UserId } from '../../../../preload/contract/ids.ts'

/** What somebody said or did, be it stored or still in the outbox. The content is untrusted. */
export type Said = {
  readonly type: string
  readonly stateKey: string | null
  readonly sender: UserId
  readonly content: JsonRecord
  /** What it relates to is what it said first: an edit cannot change that (client-server API, "Applying m.new_content"). */
  readonly relatesTo: JsonRecord
  /** Of a state event: the content it replaced; null where the server did not say. */
  readonly prevContent: JsonRecord | null
  /** Names this content for ever; null where it may still change. */
  readonly bodyKey: string | null
  /** Why nothing of it can be read; null where it can. */
  readonly undecrypted: UndecryptedCause | null
}

/** A stored event as it is to be shown: its content is that of its newest valid edit. */
export type ShownEvent = Said & {
  readonly record: EventRecord
  readonly editId: EventId | null
  /** Null where it came readable. */
  readonly encryption: EncryptionFacts | null
}

export function readShown(record: EventRecord, edit: Edit | undefined, encryption: EncryptionFacts | undefined): ShownEvent {
  const { type, stateKey, sender, eventId } = record
  const event = parsed(record.json)
  const original = ownRecord(event, 'content') ?? {}
  const unsigned = ownRecord(event, 'unsigned') ?? {}
  const newContent = edit && newContentOf(edit)
  return {
    record, type, stateKey, sender,
    content: newContent ?? original,
    relatesTo: ownRecord(original, 'm.relates_to') ?? {},
    prevContent: ownRecord(unsigned, 'prev_content') ?? ownRecord(event, 'prev_content') ?? null,
    editId: edit?.eventId ?? null,
    bodyKey: type === 'm.room.encrypted' ? null : `${eventId} ${edit?.eventId ?? ''}`,
    undecrypted: type === 'm.room.encrypted' && stateKey === null ? (encryption?.cause ?? 'no-key') : null,
    encryption: withEdit(encryption, edit) ?? null,
  }
}

/** What is to be said about the sender of the words that are shown. */
function withEdit(encryption: EncryptionFacts | undefined, edit: Edit | undefined): EncryptionFacts | undefined {
  if (encryption === undefined || edit === undefined) return encryption
  const shields = [encryption.shield, readShield(edit.shield)].filter((shield) => shield !== null)
  return { ...encryption, shield: shields.find(({ color }) => color === 'red') ?? shields[0] ?? null }
}

/** What an edit puts in the place of the content. */
export const newContentOf = (edit: Pick<Edit, 'json'>): JsonRecord | undefined => ownRecord(contentOf(edit.json), 'm.new_content')

/** The content of a stored event as it was sent. */
export const contentOf = (json: string): JsonRecord => ownRecord(parsed(json), 'content') ?? {}

function parsed(json: string): JsonRecord {
  const value = parseJson(json)
  return isRecord(value) ? value : {}
}
