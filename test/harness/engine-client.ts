import type { Channel } from '../../main/engine/api/channel.ts'
import { isRecord, ownArray, ownNumber, ownRecord, ownString, ownValue, type JsonRecord } from '../../main/engine/base/json.ts'
import {
  applyDiffs, type Batch, type EngineCallName, type EngineCalls, type EngineViewName, type EngineViews, type Failure,
} from '../../preload/contract/index.ts'

const PATIENCE_MS = 30_000

/** The engine answered a call with a failure, or ended before it answered. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused'
  readonly failure: Failure | null

  constructor(method: string, failure: Failure | null) {
    super(`${method}: ${failure === null ? 'the engine is gone' : `${failure.code}, ${failure.message}`}`)
    this.failure = failure
  }
}

type Pending = { readonly method: string; readonly resolve: (result: unknown) => void; readonly reject: (error: CallRefused) => void }

/** Speaks the contract to an engine over a channel, as a window does, and keeps what its views show. */
export class EngineClient {
  readonly #channel: Channel
  readonly #pending = new Map<number, Pending>()
  readonly #views = new Map<number, Watched<EngineViewName>>()
  readonly #opening = new Map<number, Watched<EngineViewName>>()
  #isClosed = false
  #last = 0

  constructor(channel: Channel) {
    this.#channel = channel
    channel.onMessage((message) => { if (isRecord(message)) this.#receive(message) })
    channel.onClose(() => {
      this.#isClosed = true
      for (const { method, reject } of this.#pending.values()) reject(new CallRefused(method, null))
      this.#pending.clear()
      for (const watched of this.#views.values()) watched.end()
    })
  }

  async call<Name extends EngineCallName>(name: Name, input: EngineCalls[Name]['in']): Promise<EngineCalls[Name]['out']> {
    return await this.request(name, input) as EngineCalls[Name]['out']
  }

  /** Any method, with any params: what a call of the contract would not compile with as well. */
  request(method: string, params: unknown): Promise<unknown> {
    return this.#ask(method, params).answer
  }

  /** Resolves when the view has shown its first rows. */
  async watch<Name extends EngineViewName>(view: Name, input: EngineViews[Name]['in']): Promise<Watched<Name>> {
    const watched = new Watched<Name>((method, params) => this.request(method, params))
    const { id, answer } = this.#ask('watch', { view, input })
    // Known before the answer is: the first batch may be right behind it.
    this.#opening.set(id, watched as unknown as Watched<EngineViewName>)
    await answer
    await watched.until(() => true)
    return watched
  }

  close(): void {
    this.#channel.close()
  }

  #ask(method: string, params: unknown): { readonly id: number; readonly answer: Promise<unknown> } {
    const id = this.#last += 1
    if (this.#isClosed) return { id, answer: Promise.reject(new CallRefused(method, null)) }
    const answer = new Promise((resolve, reject) => this.#pending.set(id, { method, resolve, reject }))
    this.#channel.send({ jsonrpc: '2.0', id, method, params })
    return { id, answer }
  }

  #receive(message: JsonRecord): void {
    const id = ownNumber(message, 'id')
    if (id !== undefined) return this.#answered(id, message)
    const params = ownRecord(message, 'params') ?? {}
    const watched = this.#views.get(ownNumber(params, 'watch') ?? 0)
    if (ownString(message, 'method') === 'gone') watched?.end()
    else watched?.take({ diffs: ownArray(params, 'diffs') ?? [], head: ownValue(params, 'head') } as Batch<EngineViewName>)
  }

  #answered(id: number, message: JsonRecord): void {
    const pending = this.#pending.get(id)
    const error = ownRecord(message, 'error')
    this.#pending.delete(id)
    if (error !== undefined) {
      const failure = ownRecord(error, 'data') ?? { code: 'bug', message: ownString(error, 'message') }
      pending?.reject(new CallRefused(pending.method, failure as Failure))
      return
    }
    const result = ownValue(message, 'result')
    const watched = this.#opening.get(id)
    const watch = isRecord(result) ? ownNumber(result, 'watch') : undefined
    if (watched !== undefined && watch !== undefined) {
      watched.number = watch
      this.#views.set(watch, watched)
      this.#opening.delete(id)
    }
    pending?.resolve(result)
  }
}

/** A view and what it shows now. */
export class Watched<Name extends EngineViewName> {
  /** The engine's number for it. */
  number = 0
  rows: readonly EngineViews[Name]['row'][] = []
  head: EngineViews[Name]['head'] | undefined
  isGone = false
  readonly #ask: (method: string, params: unknown) => Promise<unknown>
  readonly #listeners = new Set<() => void>()

  constructor(ask: (method: string, params: unknown) => Promise<unknown>) {
    this.#ask = ask
  }

  take({ diffs, head }: Batch<Name>): void {
    this.rows = applyDiffs<EngineViews[Name]['row']>(this.rows, diffs)
    this.head = head
    for (const listener of [...this.#listeners]) listener()
  }

  end(): void {
    this.isGone = true
    for (const listener of [...this.#listeners]) listener()
  }

  async move(to: EngineViews[Name]['move']): Promise<void> {
    await this.#ask('move', { watch: this.number, to })
  }

  async stop(): Promise<void> {
    await this.#ask('unwatch', { watch: this.number })
  }

  /** Resolves with the rows as soon as they satisfy `condition`; fails with what they were instead. */
  until(
    condition: (rows: readonly EngineViews[Name]['row'][], head: EngineViews[Name]['head']) => boolean,
  ): Promise<readonly EngineViews[Name]['row'][]> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(timer)
        this.#listeners.delete(look)
        settle()
      }
      const look = (): void => {
        if (this.head !== undefined && condition(this.rows, this.head)) end(() => resolve(this.rows))
        else if (this.isGone) end(() => reject(new Error('The view is gone')))
      }
      const timer = setTimeout(() => {
        end(() =>
          reject(new Error(`The view never came to show it; it shows ${JSON.stringify({ head: this.head, rows: this.rows }, null, 1)}`)),
        )
      }, PATIENCE_MS)
      this.#listeners.add(look)
      look()
    })
  }
}
