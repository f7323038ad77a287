import type { RequestId } from '../../../preload/contract/protocol.ts'
import { isRecord, ownValue } from '../base/json.ts'
import { RpcRefusal } from './rpc-refusal.ts'

/** Without an id it is a notification, which wants no answer. */
export type ReadRequest = { readonly id: RequestId | undefined; readonly method: string; readonly params: unknown }

/** Reads one message of JSON-RPC. Undefined for an answer: whoever serves asks nothing, so it is nobody's. */
export function readRequest(message: unknown): ReadRequest | RpcRefusal | undefined {
  if (!isRecord(message) || ownValue(message, 'jsonrpc') !== '2.0') {
    return new RpcRefusal('invalidRequest', 'This is no JSON-RPC 2.0 request.')
  }
  const id = ownValue(message, 'id')
  const method = ownValue(message, 'method')
  if (method === undefined && id !== undefined) return undefined
  if (typeof method !== 'string' || !(id === undefined || typeof id === 'string' || typeof id === 'number')) {
    return new RpcRefusal('invalidRequest', 'A request has a method, and an id that is a number or a text.')
  }
  return { id, method, params: ownValue(message, 'params') ?? {} }
}
