/**
 * The wire form of the contract: JSON-RPC 2.0, the same on every transport (parent port, socket, standard streams). A call is a request by
 * its name. `watch` {view, input} answers {watch}, after which `batch` notifications come; `move` {watch, to} and `unwatch` {watch} are
 * requests. `seq` counts a watch's batches from 0, so that a reader notices a lost one and watches again.
 */
import type { Failure } from './failure.ts'

export type RequestId = number | string

export type Request = { readonly jsonrpc: '2.0'; readonly id: RequestId; readonly method: string; readonly params?: unknown }
export type Response =
  | { readonly jsonrpc: '2.0'; readonly id: RequestId | null; readonly result: unknown }
  | { readonly jsonrpc: '2.0'; readonly id: RequestId | null; readonly error: RpcError }
export type RpcError = { readonly code: number; readonly message: string; readonly data?: Failure }

export type BatchParams = { readonly watch: number; readonly seq: number; readonly diffs: readonly unknown[]; readonly head: unknown }
export type GoneParams = { readonly watch: number; readonly failure: Failure }
export type Notification =
  | { readonly jsonrpc: '2.0'; readonly method: 'batch'; readonly params: BatchParams }
  | { readonly jsonrpc: '2.0'; readonly method: 'gone'; readonly params: GoneParams }

export type Message = Request | Response | Notification

/** `leaving`: the process that has the profile lets it go; the request was not begun, and the next owner takes it. */
export const rpcCodes = {
  parse: -32700,
  invalidRequest: -32600,
  unknownMethod: -32601,
  invalidParams: -32602,
  failed: -32000,
  leaving: -32001,
} as const
