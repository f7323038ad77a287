import { rpcCodes, type RpcError } from '../../../preload/contract/protocol.ts'
import type { Log } from '../base/log.ts'
import { RpcRefusal } from './rpc-refusal.ts'
import { toFailure } from './to-failure.ts'

/** What goes over the wire for something that was thrown. */
export function rpcErrorOf(reason: unknown, log: Log): RpcError {
  if (reason instanceof RpcRefusal) return { code: reason.code, message: reason.message, data: reason.failure }
  const failure = toFailure(reason, log)
  return { code: rpcCodes.failed, message: failure.message, data: failure }
}
