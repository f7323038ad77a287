import type { EventId } from '../../../../preload/contract/ids.ts'
import type { UndecryptedCause } from '../../../../preload/contract/rows/encryption-row.ts'
import type { Shield } from '../../../../preload/contract/rows/timeline-row.ts'
import { parseJson } from '../../base/json.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** How an encrypted event stands. `messageIndex`: null where it does not say. */
export type EncryptedEvent = {
  readonly sessionId: string
  readonly messageIndex: number | null
  /** Why it is not decrypted; null: it is, and `event.json` says what it is. */
  readonly cause: UndecryptedCause | null
  readonly shield: Shield | null
  /** JSON of its content as it came; null while `event.json` still is that, and once it is redacted. */
  readonly ciphertext: string | null
}

/** `event`: the row id of the event, which is stored already. */
export function putEncryptedEvent(writer: Writer, room: number, event: number, encrypted: EncryptedEvent): void {
  const { sessionId, messageIndex, cause, shield, ciphertext } = encrypted
  writer.run(
    `INSERT OR REPLACE INTO encrypted_event (event, room, session_id, message_index, cause, shield, ciphertext)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    event, room, sessionId, messageIndex, cause, shield === null ? null : JSON.stringify(shield), ciphertext,
  )
}

export function putCause(writer: Writer, event: number, cause: UndecryptedCause): void {
  writer.run('UPDATE encrypted_event SET cause = ? WHERE event = ? AND cause IS NOT NULL', cause, event)
}

/** False where nothing changed. */
export function putShield(writer: Writer, event: number, shield: Shield | null): boolean {
  const json = shield === null ? null : JSON.stringify(shield)
  const sql = 'UPDATE encrypted_event SET shield = ? WHERE event = ? AND cause IS NULL AND shield IS NOT ?'
  return writer.run(sql, json, event, json).changes > 0
}

/** Once it is redacted nothing of it stays but, where it was decrypted, that its message index is used. */
export function pruneEncryptedEvent(writer: Writer, event: number): void {
  writer.run('DELETE FROM encrypted_event WHERE event = ? AND cause IS NOT NULL', event)
  writer.run('UPDATE encrypted_event SET shield = NULL, ciphertext = NULL WHERE event = ?', event)
}

export const indexHolderSql = `SELECT (SELECT event_id FROM event WHERE event.event = encrypted_event.event) AS eventId FROM encrypted_event
  WHERE room = ? AND session_id = ? AND message_index = ? AND cause IS NULL`

/** The event that was decrypted with this index of this session. */
export function readIndexHolder(reader: Reader, room: number, sessionId: string, messageIndex: number): EventId | undefined {
  return reader.get<{ eventId: EventId }>(indexHolderSql, room, sessionId, messageIndex)?.eventId
}

type Facts = { readonly event: number; readonly cause: UndecryptedCause | null; readonly shield: string | null }

/** What is to be shown of those of the events (by row id) that came encrypted. */
export type EncryptionFacts = Pick<EncryptedEvent, 'cause' | 'shield'>

const factsSql = `SELECT encrypted_event.event, cause, shield
  FROM json_each(?) wanted CROSS JOIN encrypted_event ON encrypted_event.event = wanted.value`

export function readEncryptionFacts(reader: Reader, events: readonly number[]): ReadonlyMap<number, EncryptionFacts> {
  if (events.length === 0) return new Map()
  const rows = reader.all<Facts>(factsSql, JSON.stringify(events))
  return new Map(rows.map(({ event, cause, shield }) => [event, { cause, shield: readShield(shield) }]))
}

/** The content of an event as it came, before it was decrypted; undefined where it came readable, or is shown as it came. */
export function readCiphertext(reader: Reader, event: number): string | undefined {
  const sql = 'SELECT ciphertext FROM encrypted_event WHERE event = ?'
  return reader.get<{ ciphertext: string | null }>(sql, event)?.ciphertext ?? undefined
}

/** A shield as the column holds it; one that was kept before there were codes has none. */
export function readShield(json: string | null): Shield | null {
  if (json === null) return null
  const kept = parseJson(json) as Omit<Shield, 'code'> & Partial<Pick<Shield, 'code'>>
  return { ...kept, code: kept.code ?? 'uncertain' }
}
