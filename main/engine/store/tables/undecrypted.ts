import type { Reader } from '../reader.ts'

/** How many messages are here that could not be decrypted. */
export function countUndecrypted(reader: Reader): number {
  return reader.get<{ count: number }>('SELECT count(*) AS count FROM encrypted_event WHERE cause IS NOT NULL')?.count ?? 0
}
