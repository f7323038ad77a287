/**
 * api: serves the contract to whoever is at the other end of a channel. It owns the JSON-RPC, the check of every input, and the way from an
 * error to a failure; it does nothing itself: handlers and views do. What is asked first is begun first, and each answer goes out when it
 * is there. A watch lives as long as its channel.
 */
import { isEngineCallName } from '../../../preload/contract/calls.ts'
import type { RequestId } from '../../../preload/contract/protocol.ts'
import type { Log } from '../base/log.ts'
import type { AnswerCall } from './answer-call.ts'
import type { Channel } from './channel.ts'
import { readRequest } from './read-request.ts'
import { rpcErrorOf } from './rpc-error.ts'
import { RpcRefusal } from './rpc-refusal.ts'
import type { Watches } from './watches.ts'

/** A method that is no part of the contract, for one kind of channel only. It checks its own params. */
export type PrivateMethod = (params: unknown) => unknown

export type RpcServerOptions = {
  readonly channel: Channel
  readonly answerCall: AnswerCall
  readonly watches: Watches
  readonly privateMethods?: ReadonlyMap<string, PrivateMethod>
  readonly log: Log
}

export class RpcServer {
  /** Resolves when the channel is closed and nothing that it asked for is under way. */
  readonly closed: Promise<void>
  readonly #options: RpcServerOptions
  readonly #underWay = new Set<Promise<void>>()
  readonly #left = Promise.withResolvers<void>()
  #isLeaving = false

  constructor(options: RpcServerOptions) {
    this.#options = options
    const { channel, watches } = options
    this.closed = this.#left.promise
    channel.onFlowing(() => watches.resume())
    channel.onClose(() => void this.leave())
    channel.onMessage((message) => this.#receive(message))
  }

  /** Begins nothing new, answers what is under way, and closes the channel. */
  async leave(): Promise<void> {
    if (!this.#isLeaving) {
      this.#isLeaving = true
      this.#options.watches.dispose()
      await Promise.all(this.#underWay)
      this.cut()
    }
    await this.closed
  }

  /** Closes the channel at once; what is under way goes on unheard. */
  cut(): void {
    this.#isLeaving = true
    this.#options.watches.dispose()
    this.#options.channel.close()
    this.#left.resolve()
  }

  #receive(message: unknown): void {
    const request = readRequest(message)
    if (request === undefined) return
    if (request instanceof RpcRefusal) return this.#refuse(null, request)
    const { id, method, params } = request
    try {
      if (this.#isLeaving) throw new RpcRefusal('leaving', 'This program is about to let the profile go: ask again.')
      const result = this.#begin(method, params)
      if (!(result instanceof Promise)) return this.#answer(id, result)
      const answered = result.then((value) => this.#answer(id, value), (error: unknown) => this.#refuse(id, error))
      this.#underWay.add(answered)
      void answered.finally(() => this.#underWay.delete(answered))
    } catch (error) {
      this.#refuse(id, error)
    }
  }

  /** A view is opened at once, so that its answer goes out before its first batch. */
  #begin(method: string, params: unknown): unknown {
    const { answerCall, watches, privateMethods } = this.#options
    switch (method) {
      case 'watch': return watches.open(params)
      case 'move': return watches.move(params)
      case 'unwatch': return watches.close(params)
    }
    if (isEngineCallName(method)) return answerCall(method, params)
    const privateMethod = privateMethods?.get(method)
    if (privateMethod !== undefined) return privateMethod(params)
    throw new RpcRefusal('unknownMethod', `There is no call of the name "${method.slice(0, 64)}".`)
  }

  #answer(id: RequestId | undefined, result: unknown): void {
    if (id !== undefined) this.#options.channel.send({ jsonrpc: '2.0', id, result })
  }

  #refuse(id: RequestId | null | undefined, reason: unknown): void {
    if (id !== undefined) this.#options.channel.send({ jsonrpc: '2.0', id, error: rpcErrorOf(reason, this.#options.log) })
  }
}
