import type { Log } from '../../base/log.ts'
import { ownRecord, type JsonRecord } from '../../base/json.ts'
import { HomeserverError } from '../../matrix/errors.ts'

export type KeyUpload = {
  readonly body: JsonRecord
  readonly upload: (body: JsonRecord) => Promise<JsonRecord>
  readonly log: Log
}

/**
 * Uploads this device's keys. A server that already has another one-time key under the same name refuses all of them: this computer's keys
 * or the server were put back to an older state. The names are counted up, so whatever is not younger than the refused one is left out, and
 * the rest goes; names that were left out are never used again. Messages for the keys that only the server still has cannot be read; whoever
 * uses one is answered with a new session by the machine, and sends the room's keys again. Rejects with `HomeserverError`.
 */
export async function uploadOwnKeys({ body, upload, log }: KeyUpload): Promise<JsonRecord> {
  let left = youngestFirst(ownRecord(body, 'one_time_keys') ?? {})
  for (;;) {
    try {
      return await upload({ ...body, one_time_keys: left })
    } catch (error) {
      const taken = takenName(error)
      const rest = taken === null ? left : Object.fromEntries(Object.entries(left).filter(([name]) => isYounger(name, taken)))
      const before = Object.keys(left).length
      if (taken === null || Object.keys(rest).length === before) throw error
      log.warn('The homeserver has other one-time keys of this device than this computer: one of the two was put back to an older state', {
        taken, leftOut: before - Object.keys(rest).length, of: before,
      })
      left = rest
    }
  }
}

/** Servers complain of the first that they cannot take: so it is the youngest of them, and the next attempt is the last. */
function youngestFirst(keys: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(keys).sort(([one], [other]) => (isYounger(one, other) ? -1 : 1)))
}

/** Synapse, and servers that say it in its words. */
const takenPattern = /one[- ]time key (\S+) already exists/iu

function takenName(error: unknown): string | null {
  if (!(error instanceof HomeserverError) || error.status !== 400) return null
  return takenPattern.exec(error.message)?.[1] ?? null
}

/** Names are "algorithm:counter", the counter as base64 of a number whose first byte is the highest. */
function isYounger(name: string, taken: string): boolean {
  return counterOf(name) > counterOf(taken)
}

function counterOf(name: string): bigint {
  const bytes = Buffer.from(name.slice(name.indexOf(':') + 1), 'base64')
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`)
}
