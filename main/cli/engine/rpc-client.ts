import type { EngineCallName, EngineCalls } from '../../../preload/contract/calls.ts'
import { failureCodes, type Failure } from '../../../preload/contract/failure.ts'
import { rpcCodes } from '../../../preload/contract/protocol.ts'
import type { Batch, EngineViewName, EngineViews } from '../../../preload/contract/views.ts'
import type { Channel } from '../../engine/api/channel.ts'
import { isRecord, ownArray, ownNumber, ownRecord, ownString, ownValue, type JsonRecord } from '../../engine/base/json.ts'
import { CallFailed, OwnerLeft } from './call-failed.ts'

/** What a watch hears; nothing follows `gone`. */
export type WatchListener<Name extends EngineViewName> = {
  readonly batch: (batch: Batch<Name>) => void
  readonly gone: (reason: CallFailed | OwnerLeft) => void
}

type AnyListener = {
  readonly batch: (diffs: readonly unknown[], head: unknown) => void
  readonly gone: (reason: CallFailed | OwnerLeft) => void
}

type Pending = {
  readonly settle: (result: unknown) => void
  readonly reject: (error: CallFailed | OwnerLeft) => void
  readonly listener?: AnyListener
}

/** Asks an engine over a channel. What comes back is believed: both ends are the same program of the same user. */
export class RpcClient {
  /** Resolves when the channel is closed. */
  readonly closed: Promise<void>
  readonly #channel: Channel
  readonly #pending = new Map<number, Pending>()
  readonly #listeners = new Map<number, AnyListener>()
  #next = 1
  #isClosed = false

  constructor(channel: Channel) {
    this.#channel = channel
    this.closed = new Promise((resolve) => {
      channel.onClose(() => {
        this.#end()
        resolve()
      })
    })
    channel.onMessage((message) => { if (isRecord(message)) this.#receive(message) })
  }

  /** Rejects with `CallFailed` or `OwnerLeft`. */
  async call<Name extends EngineCallName>(name: Name, input: EngineCalls[Name]['in']): Promise<EngineCalls[Name]['out']> {
    return await this.request(name, input) as EngineCalls[Name]['out']
  }

  request(method: string, params: unknown): Promise<unknown> {
    return this.#send(method, params)
  }

  /** Resolves when the engine has taken the watch on; its first batch comes after that. */
  async watch<Name extends EngineViewName>(view: Name, input: EngineViews[Name]['in'], listener: WatchListener<Name>): Promise<void> {
    await this.#send('watch', { view, input }, {
      batch: (diffs, head) => listener.batch({ diffs, head } as Batch<Name>),
      gone: listener.gone,
    })
  }

  close(): void {
    this.#channel.close()
  }

  #send(method: string, params: unknown, listener?: AnyListener): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new OwnerLeft(false))
    const id = this.#next++
    return new Promise((settle, reject) => {
      this.#pending.set(id, { settle, reject, ...(listener !== undefined && { listener }) })
      this.#channel.send({ jsonrpc: '2.0', id, method, params })
    })
  }

  #receive(message: JsonRecord): void {
    const id = ownNumber(message, 'id')
    if (id !== undefined) return this.#answer(id, message)
    const params = ownRecord(message, 'params') ?? {}
    const watch = ownNumber(params, 'watch') ?? 0
    const listener = this.#listeners.get(watch)
    if (ownString(message, 'method') === 'batch') listener?.batch(ownArray(params, 'diffs') ?? [], ownValue(params, 'head'))
    else if (ownString(message, 'method') === 'gone') {
      this.#listeners.delete(watch)
      listener?.gone(new CallFailed(readFailure(ownValue(params, 'failure'))))
    }
  }

  #answer(id: number, message: JsonRecord): void {
    const pending = this.#pending.get(id)
    if (pending === undefined) return
    this.#pending.delete(id)
    const error = ownRecord(message, 'error')
    if (error === undefined) {
      const result = ownValue(message, 'result')
      // Now and not in a continuation: the first batch may be right behind.
      const watch = isRecord(result) ? ownNumber(result, 'watch') : undefined
      if (pending.listener !== undefined && watch !== undefined) this.#listeners.set(watch, pending.listener)
      pending.settle(result)
    } else if (ownNumber(error, 'code') === rpcCodes.leaving) pending.reject(new OwnerLeft(false))
    else pending.reject(new CallFailed(readFailure(ownValue(error, 'data'))))
  }

  #end(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const { reject } of this.#pending.values()) reject(new OwnerLeft(true))
    this.#pending.clear()
    for (const { gone } of this.#listeners.values()) gone(new OwnerLeft(true))
    this.#listeners.clear()
  }
}

function readFailure(value: unknown): Failure {
  const code = isRecord(value) ? failureCodes.find((known) => known === ownString(value, 'code')) : undefined
  const message = isRecord(value) ? ownString(value, 'message') : undefined
  return { code: code ?? 'bug', message: message ?? 'Causeway’s engine failed without saying why.' }
}
