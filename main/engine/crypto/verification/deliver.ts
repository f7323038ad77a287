import type { RoomMessageRequest, ToDeviceRequest } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { Clock } from '../../base/clock.ts'
import { isRecord, ownRecord, parseJson, type JsonRecord } from '../../base/json.ts'
import { HomeserverError } from '../../matrix/errors.ts'
import { pauseFor } from '../../matrix/retry.ts'
import type { Machine } from '../machine/machine.ts'
import type { CryptoWasm } from '../machine/wasm.ts'

/** A message that the machine gave to its caller, to be sent once. */
export type VerificationMessage = ToDeviceRequest | RoomMessageRequest

export type Delivering = {
  readonly machine: Machine
  readonly clock: Clock
  readonly random: () => number
  /** Nobody waits for it any more. */
  readonly signal: AbortSignal
}

const backoff = { baseMs: 500, capMs: 10_000 }

/**
 * Sends a message, again under the same transaction id until it is through: the machine has gone a step further already, and has no second
 * one like it. Rejects with the `HomeserverError` that trying again does not mend, or with the signal's reason.
 */
export async function deliver(message: VerificationMessage, { machine, clock, random, signal }: Delivering): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    signal.throwIfAborted()
    try {
      return await machine.outgoing.send(message)
    } catch (error) {
      if (!(error instanceof HomeserverError) || !error.isRetryable) throw error
      await clock.sleep(pauseFor(error, attempt, { ...backoff, random }), signal)
    }
  }
}

/** The same cancellation for another reason: of a request that no method has grown out of, the machine only says `m.user`. */
export function withCode(wasm: CryptoWasm, message: VerificationMessage, code: string): VerificationMessage {
  const body = parseJson(message.body)
  if (!isRecord(body)) return message
  if (message instanceof wasm.RoomMessageRequest) {
    return new wasm.RoomMessageRequest(message.id, message.room_id, message.txn_id, message.event_type, JSON.stringify(recoded(body, code)))
  }
  const messages = mapRecord(ownRecord(body, 'messages') ?? {}, (devices) => mapRecord(devices, (content) => recoded(content, code)))
  return new wasm.ToDeviceRequest(message.id, message.event_type, message.txn_id, JSON.stringify({ ...body, messages }))
}

const recoded = (content: JsonRecord, code: string): JsonRecord => ({ ...content, code, reason: code })

const mapRecord = (record: JsonRecord, map: (value: JsonRecord) => JsonRecord): JsonRecord =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, isRecord(value) ? map(value) : value]))
