import type { OutgoingRequest } from '@matrix-org/matrix-sdk-crypto-wasm'
import { isRoomId, type RoomId } from '../../../../preload/contract/ids.ts'
import { isRecord, parseJson, type JsonRecord } from '../../base/json.ts'
import type { Log } from '../../base/log.ts'
import type { Homeserver } from '../../matrix/homeserver.ts'
import { claimKeys, putRoomKeys, queryKeys, sendToDevice, uploadKeys, uploadSignatures } from '../../matrix/keys.ts'
import { uploadOwnKeys } from './key-upload.ts'
import type { CryptoWasm } from './wasm.ts'

/** Sends an event into a room on behalf of the machine (verification in a direct chat), encrypted where the room is. Answers its id. */
export type SendRoomEvent = (event: {
  readonly roomId: RoomId; readonly type: string; readonly content: JsonRecord; readonly txnId: string; readonly signal: AbortSignal
}) => Promise<string>

export type Requesting = {
  readonly wasm: CryptoWasm
  readonly homeserver: Homeserver
  readonly sendRoomEvent: SendRoomEvent
  readonly signal: AbortSignal
  readonly log: Log
}

/** Carries one request of the machine to the homeserver. Answers the response's JSON text. Rejects with `HomeserverError`. */
export async function sendRequest(request: OutgoingRequest, requesting: Requesting): Promise<string> {
  return JSON.stringify(await send(request, requesting))
}

async function send(request: OutgoingRequest, { wasm, homeserver, sendRoomEvent, signal, log }: Requesting): Promise<JsonRecord> {
  const body = readBody(request.body)
  if (request instanceof wasm.KeysUploadRequest) {
    return uploadOwnKeys({ body, upload: (part) => uploadKeys(homeserver, { body: part, signal }), log })
  }
  if (request instanceof wasm.KeysQueryRequest) return queryKeys(homeserver, { body, signal })
  if (request instanceof wasm.KeysClaimRequest) return claimKeys(homeserver, { body, signal })
  if (request instanceof wasm.SignatureUploadRequest) return uploadSignatures(homeserver, { body, signal })
  if (request instanceof wasm.KeysBackupRequest) return putRoomKeys(homeserver, { version: request.version, body, signal })
  if (request instanceof wasm.ToDeviceRequest) {
    return sendToDevice(homeserver, { eventType: request.event_type, txnId: request.txn_id, body, signal })
  }
  const { room_id: roomId, event_type: type, txn_id: txnId } = request
  if (!isRoomId(roomId)) throw new Error('The machine named a room that is none')
  return { event_id: await sendRoomEvent({ roomId, type, content: body, txnId, signal }) }
}

function readBody(text: string): JsonRecord {
  const body = parseJson(text)
  if (!isRecord(body)) throw new Error('The machine made a request whose body is no object')
  return body
}
