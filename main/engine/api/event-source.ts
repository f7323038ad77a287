import { isRecord, ownString } from '../base/json.ts'

/**
 * An event as JSON text for reading; one that came encrypted as what it says and how it came. The keys of attachments are left out: whoever looks at
 * a message's source, or shows it to somebody who helps, does not mean to hand out its files.
 */
export function eventSource(json: string, ciphertext: string | undefined): string {
  const event: object = JSON.parse(json)
  const shown = ciphertext === undefined
    ? event
    : { decrypted: event, original: { ...event, type: 'm.room.encrypted', content: JSON.parse(ciphertext) } }
  return JSON.stringify(shown, withoutFileKey, 2)
}

/** A JSON Web Key holds its secret in `k`. */
function withoutFileKey(_name: string, value: unknown): unknown {
  return isRecord(value) && ownString(value, 'kty') === 'oct' && ownString(value, 'k') !== undefined ? { ...value, k: '(not shown)' } : value
}
