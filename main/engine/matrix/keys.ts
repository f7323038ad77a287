import type { JsonRecord } from '../base/json.ts'
import type { Cancellable, Homeserver } from './homeserver.ts'
import { path } from './path.ts'
import { withProof, type Proof } from './uia.ts'

// Client-server API, "End-to-End Encryption", "Send-to-Device messaging" and "Cross-signing". What is inside the bodies is the business of
// the crypto machine, which makes them and reads the answers.

type Request = Cancellable & { readonly body: JsonRecord }

/** Servers of a large room's members answer late, and the homeserver waits for them. */
const federated = { idleMs: 60_000, totalMs: 90_000 }
/** A thousand users with ten devices each. */
const largestQuery = 128 * 1024 * 1024

/** This device's keys, one-time keys and fallback keys. */
export function uploadKeys(homeserver: Homeserver, { body, signal }: Request): Promise<JsonRecord> {
  return homeserver.json({ method: 'POST', path: path`/_matrix/client/v3/keys/upload`, body, signal })
}

/** The devices and identities of users. Those of servers that could not be reached are missing in it, which is no error. */
export function queryKeys(homeserver: Homeserver, { body, signal }: Request): Promise<JsonRecord> {
  return homeserver.json({
    method: 'POST', path: path`/_matrix/client/v3/keys/query`, body, signal, patience: federated, maxBytes: largestQuery,
  })
}

/** One one-time key for each device named. */
export function claimKeys(homeserver: Homeserver, { body, signal }: Request): Promise<JsonRecord> {
  return homeserver.json({
    method: 'POST', path: path`/_matrix/client/v3/keys/claim`, body, signal, patience: federated, maxBytes: largestQuery,
  })
}

export function uploadSignatures(homeserver: Homeserver, { body, signal }: Request): Promise<JsonRecord> {
  return homeserver.json({ method: 'POST', path: path`/_matrix/client/v3/keys/signatures/upload`, body, signal })
}

/** May be repeated with the same `txnId`: each device gets it once. */
export function sendToDevice(
  homeserver: Homeserver, { eventType, txnId, body, signal }: Request & { readonly eventType: string; readonly txnId: string },
): Promise<JsonRecord> {
  return homeserver.json({ method: 'PUT', path: path`/_matrix/client/v3/sendToDevice/${eventType}/${txnId}`, body, signal })
}

/** Room keys for the backup's current version; throws `forbidden` (M_WRONG_ROOM_KEYS_VERSION) when it is not the current one any more. */
export function putRoomKeys(
  homeserver: Homeserver, { version, body, signal }: Request & { readonly version: string },
): Promise<JsonRecord> {
  return homeserver.json({ method: 'PUT', path: path`/_matrix/client/v3/room_keys/keys`, query: { version }, body, signal })
}

/** The public keys of the account's identity (client-server API, "Cross-signing"). Throws as `withProof` does. */
export async function uploadSigningKeys(
  homeserver: Homeserver, { body, proof, signal }: Request & { readonly proof: Proof },
): Promise<void> {
  await withProof(proof, (auth) =>
    homeserver.json({ method: 'POST', path: path`/_matrix/client/v3/keys/device_signing/upload`, body: { ...body, auth }, signal }))
}
