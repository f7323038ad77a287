import { isRecord } from '../base/json.ts'
import type { Log } from '../base/log.ts'
import { CallError } from './call-error.ts'
import type { Channel } from './channel.ts'
import { readRequest, type ReadRequest } from './read-request.ts'
import { rpcErrorOf } from './rpc-error.ts'
import { badParams, RpcRefusal } from './rpc-refusal.ts'

export type OpenRequest = { readonly profileDir: string; readonly key: Uint8Array }

export type DoorKeeper = {
  /** Opens the profile and serves `inner`, which carries everything else the parent says. */
  readonly open: (request: OpenRequest, inner: Channel) => Promise<void>
  /** Ends everything in order. */
  readonly close: () => Promise<void>
  /** The answer to `engine.close` is out: nothing is left to do. */
  readonly closed: () => void
}

const doorMethods: ReadonlySet<string> = new Set(['engine.open', 'engine.close'])

/**
 * Stands between the parent process and the engine: `engine.open` {profileDir, key} has to come first, `engine.close` {} may come at any
 * time. Both are answered with {} or a failure; an engine that could not be opened may be opened again.
 */
export function keepDoor(channel: Channel, keeper: DoorKeeper, log: Log): void {
  let receive: ((message: unknown) => void) | undefined
  let isOpen = false
  const inner: Channel = {
    send: (message) => channel.send(message),
    get isFlowing() { return channel.isFlowing },
    onMessage: (listener) => { receive = listener },
    onFlowing: (listener) => channel.onFlowing(listener),
    onClose: () => undefined,
    // The parent's way to `engine.close` outlives what is served behind the door.
    close: () => { receive = undefined },
  }

  async function begin({ method, params }: ReadRequest): Promise<void> {
    if (method === 'engine.close') return keeper.close()
    if (method !== 'engine.open') throw new CallError('locked', 'The profile is not open yet.')
    if (isOpen) throw new RpcRefusal('invalidRequest', 'The profile is open already.')
    const request = readOpenRequest(params)
    isOpen = true
    await keeper.open(request, inner).catch((error: unknown) => {
      isOpen = false
      throw error
    })
  }

  channel.onMessage((message) => {
    const request = readRequest(message)
    const isProper = request !== undefined && !(request instanceof RpcRefusal)
    const isForDoor = isProper && doorMethods.has(request.method)
    if (receive !== undefined && !isForDoor) return receive(message)
    if (!isProper || request.id === undefined) return
    const { id, method } = request
    begin(request).then(
      () => channel.send({ jsonrpc: '2.0', id, result: {} }),
      (error: unknown) => channel.send({ jsonrpc: '2.0', id, error: rpcErrorOf(error, log) }),
    ).finally(() => { if (method === 'engine.close') keeper.closed() })
  })
}

function readOpenRequest(params: unknown): OpenRequest {
  if (!isRecord(params)) throw badParams('engine.open')
  const { profileDir, key } = params
  if (typeof profileDir !== 'string' || !(key instanceof Uint8Array) || key.byteLength !== 32) throw badParams('engine.open')
  return { profileDir, key }
}
