import { failureCodes, type BatchParams, type Failure, type FailureCode, type Outcome } from '../../../preload/contract/index.ts'
import { isRecord } from '../../engine/base/json.ts'
import type { Log } from '../../engine/base/log.ts'
import { failed, succeeded } from '../failures.ts'
import type { EngineChild } from './engine-child.ts'

/** What a watch hears. Nothing follows `gone`. */
export interface WatchListener {
  batch(seq: number, diffs: readonly unknown[], head: unknown): void
  gone(failure: Failure): void
}

type Pending = { readonly settle: (outcome: Outcome<unknown>) => void; readonly listener?: WatchListener }

/**
 * JSON-RPC over one engine process, for as long as that process lives. Nothing here throws or rejects: a call that the process took with it
 * ends as `cancelled`.
 */
export class EngineLink {
  readonly #child: EngineChild
  readonly #log: Log
  readonly #pending = new Map<number, Pending>()
  readonly #listeners = new Map<number, WatchListener>()
  #nextId = 1
  #isGone = false

  constructor(child: EngineChild, log: Log) {
    this.#child = child
    this.#log = log
    child.onMessage((message) => this.#receive(message))
    void child.exited.then(() => this.#end())
  }

  request(method: string, params: unknown): Promise<Outcome<unknown>> {
    return this.#send(method, params)
  }

  /** Answers with the engine's number for the watch. No batch is lost between that answer and the listener's first call. */
  async watch(view: string, input: unknown, listener: WatchListener): Promise<Outcome<number>> {
    const outcome = await this.#send('watch', { view, input, changes: true }, listener)
    if (!outcome.ok) return outcome
    const watch = watchNumber(outcome.value)
    return watch === undefined ? failed('bug', 'The engine opened a view without saying which.') : succeeded(watch)
  }

  async move(watch: number, to: unknown): Promise<void> {
    const outcome = await this.request('move', { watch, to })
    if (!outcome.ok) this.#log.debug('A view could not be moved', { code: outcome.failure.code })
  }

  unwatch(watch: number): void {
    this.#listeners.delete(watch)
    void this.request('unwatch', { watch })
  }

  #send(method: string, params: unknown, listener?: WatchListener): Promise<Outcome<unknown>> {
    if (this.#isGone) return Promise.resolve(lost)
    const id = this.#nextId++
    return new Promise((settle) => {
      this.#pending.set(id, listener === undefined ? { settle } : { settle, listener })
      this.#child.post({ jsonrpc: '2.0', id, method, params })
    })
  }

  #end(): void {
    this.#isGone = true
    for (const { settle } of this.#pending.values()) settle(lost)
    this.#pending.clear()
    this.#listeners.clear()
  }

  #receive(message: unknown): void {
    if (!isRecord(message)) return this.#log.warn('The engine said something that is no message')
    if (typeof message['id'] === 'number') this.#answer(message['id'], message)
    else if (message['method'] === 'batch' && isBatch(message['params'])) this.#batch(message['params'])
    else if (message['method'] === 'gone' && isRecord(message['params'])) this.#gone(message['params'])
    else this.#log.warn('The engine said something unknown', { method: message['method'] })
  }

  #answer(id: number, message: Record<string, unknown>): void {
    const pending = this.#pending.get(id)
    if (pending === undefined) return
    this.#pending.delete(id)
    const outcome = outcomeOf(message)
    // Now and not in the promise's continuation: the first batch may already stand behind this message.
    const watch = outcome.ok && pending.listener !== undefined ? watchNumber(outcome.value) : undefined
    if (watch !== undefined && pending.listener !== undefined) this.#listeners.set(watch, pending.listener)
    pending.settle(outcome)
  }

  #batch({ watch, seq, diffs, head }: BatchParams): void {
    this.#listeners.get(watch)?.batch(seq, diffs, head)
  }

  #gone(params: Record<string, unknown>): void {
    const watch = watchNumber(params)
    if (watch === undefined) return
    const listener = this.#listeners.get(watch)
    this.#listeners.delete(watch)
    listener?.gone(failureOf(params['failure']))
  }
}

const lost = failed('cancelled', 'Causeway’s engine stopped while it worked on this. Look whether it was done, and try again if not.')

const watchNumber = (value: unknown): number | undefined =>
  isRecord(value) && typeof value['watch'] === 'number' ? value['watch'] : undefined

const isBatch = (value: unknown): value is BatchParams =>
  isRecord(value) && typeof value['watch'] === 'number' && typeof value['seq'] === 'number' && Array.isArray(value['diffs'])

const isFailureCode = (value: unknown): value is FailureCode => failureCodes.some((code) => code === value)

function outcomeOf(message: Record<string, unknown>): Outcome<unknown> {
  const error = message['error']
  if (!isRecord(error)) return succeeded(message['result'])
  return { ok: false, failure: failureOf(error['data']) }
}

function failureOf(value: unknown): Failure {
  if (!isRecord(value) || !isFailureCode(value['code']) || typeof value['message'] !== 'string') {
    return { code: 'bug', message: 'Something went wrong inside Causeway. The log has the details.' }
  }
  const failure = { code: value['code'], message: value['message'] }
  return typeof value['retryAfterMs'] === 'number' ? { ...failure, retryAfterMs: value['retryAfterMs'] } : failure
}
