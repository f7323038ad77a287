import { IdbEventTarget, parentTarget, type EventHandler } from './events/event-target.ts'
import { exception } from './exceptions.ts'
import { exposeInterface } from './web-idl.ts'

export const requestToken = Symbol('request')

/** What stands behind a request: set by whoever answers it. */
export type RequestState = {
  source: object | null
  transaction: IdbEventTarget | null
  isDone: boolean
  result: unknown
  error: DOMException | null
}

export let requestState: (request: IDBRequest) => RequestState

/** https://w3c.github.io/IndexedDB/#request-api */
export class IDBRequest extends IdbEventTarget {
  readonly #state: RequestState

  static {
    requestState = (request) => request.#state
  }

  constructor(token?: symbol, source: object | null = null, transaction: IdbEventTarget | null = null) {
    if (token !== requestToken) throw new TypeError('Illegal constructor')
    super()
    this.#state = { source, transaction, isDone: false, result: undefined, error: null }
  }

  override get [parentTarget](): IdbEventTarget | null {
    return this.#state.transaction
  }

  get result(): unknown {
    this.#needDone()
    return this.#state.result
  }

  get error(): DOMException | null {
    this.#needDone()
    return this.#state.error
  }

  get source(): object | null {
    return this.#state.source
  }

  get transaction(): IdbEventTarget | null {
    return this.#state.transaction
  }

  get readyState(): 'pending' | 'done' {
    return this.#state.isDone ? 'done' : 'pending'
  }

  get onsuccess(): EventHandler {
    return this.handler('success')
  }

  set onsuccess(value: EventHandler) {
    this.setHandler('success', value)
  }

  get onerror(): EventHandler {
    return this.handler('error')
  }

  set onerror(value: EventHandler) {
    this.setHandler('error', value)
  }

  #needDone(): void {
    if (!this.#state.isDone) throw exception('InvalidStateError', 'The request has not finished.')
  }
}

exposeInterface(IDBRequest, 'IDBRequest')

/** https://w3c.github.io/IndexedDB/#idbopendbrequest */
export class IDBOpenDBRequest extends IDBRequest {
  get onblocked(): EventHandler {
    return this.handler('blocked')
  }

  set onblocked(value: EventHandler) {
    this.setHandler('blocked', value)
  }

  get onupgradeneeded(): EventHandler {
    return this.handler('upgradeneeded')
  }

  set onupgradeneeded(value: EventHandler) {
    this.setHandler('upgradeneeded', value)
  }
}

exposeInterface(IDBOpenDBRequest, 'IDBOpenDBRequest')

/** A new request of a transaction. */
export function newRequest(source: object, transaction: IdbEventTarget): IDBRequest {
  return new IDBRequest(requestToken, source, transaction)
}

/** A request as it was before it had an answer. */
export function makePending(request: IDBRequest): void {
  settle(request, false, undefined, null)
}

export function succeed(request: IDBRequest, result: unknown): void {
  settle(request, true, result, null)
}

export function fail(request: IDBRequest, error: DOMException): void {
  settle(request, true, undefined, error)
}

function settle(request: IDBRequest, isDone: boolean, result: unknown, error: DOMException | null): void {
  const state = requestState(request)
  state.isDone = isDone
  state.result = result
  state.error = error
}
