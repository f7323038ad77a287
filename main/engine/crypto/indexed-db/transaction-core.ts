/**
 * The life of a transaction: `active` while its creator or a listener of it runs, `inactive` in between, `committing`, `finished`. Its requests are done
 * one after the other, each in the task that tells of it. See tasks.ts for when a listener counts as having run.
 */
import { Dispatch } from './events/dispatch.ts'
import { abortEvent, errorEvent, plainEvent } from './events/event.ts'
import { hasListeners, type IdbEventTarget } from './events/event-target.ts'
import { queueTask, restAfterMicrotasks, type Task } from './events/tasks.ts'
import { exception } from './exceptions.ts'
import type { IdbFile } from './file/idb-file.ts'
import type { Changes, Durability } from './file/write-group.ts'
import { fail, makePending, newRequest, succeed, type IDBRequest } from './request.ts'
import type { StoreState } from './state.ts'

export type Mode = 'readonly' | 'readwrite' | 'versionchange'
export type DurabilityHint = 'default' | Durability

export type TransactionOptions = {
  readonly file: IdbFile
  readonly mode: Mode
  readonly durability: DurabilityHint
  readonly scope: ReadonlySet<StoreState>
  readonly owner: TransactionOwner
}

/** Who has begun a transaction, and hears how it goes. */
export interface TransactionOwner {
  /** It is aborted, and nobody has heard of it: what an upgrade changed is put back now. */
  aborted(): void
  /** It no longer stands in the way of others. */
  finished(transaction: TransactionCore): void
  /** Its last event, `complete` or `abort`, comes next. */
  beforeLastEvent(isCommitted: boolean): void
  /** Everybody has heard of its end. */
  ended(isCommitted: boolean): void
}

/** Without a request: what an upgrade does to the file, in its place among the requests. */
type Pending = { readonly request: IDBRequest | null; readonly operation: () => unknown }

export class TransactionCore implements Task {
  readonly file: IdbFile
  readonly mode: Mode
  readonly durability: DurabilityHint
  readonly scope: ReadonlySet<StoreState>
  state: 'active' | 'inactive' | 'committing' | 'finished' = 'active'
  error: DOMException | null = null
  isStarted = false
  /** Not to be committed yet: an upgrade that nobody has heard of. */
  isHeld = false
  /** What events are dispatched at. */
  target: IdbEventTarget | null = null
  readonly #owner: TransactionOwner
  /** What the key generators were, of a writer. */
  #nextKeys: Map<StoreState, number | null> | null = null
  #pending: Pending[] = []
  /** In its place among the tasks for its next request. */
  #isQueued = false
  /** Committed: whatever else is asked comes too late. */
  #isWritten = false
  #isLastEventNext = false
  #changes: Changes | null = null
  #doomed: DOMException | null = null
  #current: IDBRequest | null = null

  constructor(options: TransactionOptions) {
    this.#owner = options.owner
    this.file = options.file
    this.mode = options.mode
    this.durability = options.durability
    this.scope = options.scope
    restAfterMicrotasks(this)
  }

  get isWriter(): boolean {
    return this.mode !== 'readonly'
  }

  get changes(): Changes {
    if (this.#changes === null) throw exception('ReadOnlyError', 'The transaction is read-only.')
    return this.#changes
  }

  /** The scheduler lets its requests run from now on. */
  start(): void {
    this.isStarted = true
    if (this.isWriter) {
      this.#changes = this.file.group.join(this.durability === 'relaxed' ? 'relaxed' : 'strict')
      this.#nextKeys = new Map()
      for (const store of this.scope) this.#nextKeys.set(store, store.nextKey)
    }
    this.#goOn()
  }

  /** "Asynchronously execute a request". The caller has seen that the transaction is active. */
  request(source: object, operation: () => unknown): IDBRequest {
    if (this.target === null) throw exception('InvalidStateError', 'The transaction has no target.')
    const request = newRequest(source, this.target)
    this.#place({ request, operation })
    return request
  }

  /** The same for a request that has been answered before: a cursor's. */
  requestAgain(request: IDBRequest, operation: () => unknown): void {
    makePending(request)
    this.#place({ request, operation })
  }

  /** Has `operation` done in its place among the requests. When it fails, the transaction is aborted. */
  later(operation: () => void): void {
    this.#place({ request: null, operation })
  }

  /** Runs `work`, in which the caller's own getters may be called, with the transaction inactive. */
  inactiveDuring<T>(work: () => T): T {
    const before = this.state
    if (before === 'active') this.state = 'inactive'
    try {
      return work()
    } finally {
      if (before === 'active' && this.state === 'inactive') this.state = 'active'
    }
  }

  /** Nobody is running that could place another request. */
  rest(): void {
    if (this.state === 'active') this.state = 'inactive'
    this.#goOn()
  }

  begin(): Dispatch | null {
    if (this.#isLastEventNext && !this.#isQueued) return this.#beginLast()
    this.#isQueued = false
    if (this.state === 'finished') return null
    const pending = this.#pending.shift()
    if (pending === undefined) {
      this.rest()
      return null
    }
    const failure = this.#execute(pending)
    if (failure !== null && (this.state === 'committing' || pending.request === null)) {
      this.#pending.unshift(pending)
      this.abort(failure)
      return null
    }
    if (pending.request === null) {
      this.#goOn()
      return null
    }
    if (failure !== null) fail(pending.request, failure)
    this.#current = pending.request
    if (this.state === 'inactive') this.state = 'active'
    return new Dispatch(pending.request, failure === null ? plainEvent('success') : errorEvent())
  }

  finish({ event, didThrow }: Dispatch): void {
    const request = this.#current
    this.#current = null
    if (request === null) return this.#owner.ended(this.#isWritten)
    if (this.state === 'finished') return
    if (this.#doomed) return this.abort(this.#doomed)
    if (this.state === 'active') {
      this.state = 'inactive'
      if (didThrow) return this.abort(exception('AbortError', 'A listener threw an exception.'))
      if (event.type === 'error' && !event.defaultPrevented) return this.abort(request.error)
    }
    this.#goOn()
  }

  /** Explicit, or because nothing is left to be done. */
  commit(): void {
    this.state = 'committing'
    this.#goOn()
  }

  /** "Abort a transaction" */
  abort(error: DOMException | null): void {
    if (this.state === 'finished') return
    this.state = 'finished'
    this.error = error
    this.#isWritten = false
    this.#changes?.rollback()
    if (this.#nextKeys) for (const [store, nextKey] of this.#nextKeys) store.nextKey = nextKey
    this.#owner.aborted()
    for (const { request } of this.#pending) if (request) queueTask(abortedTask(request))
    this.#pending = []
    this.#owner.finished(this)
    this.#isLastEventNext = true
    queueTask(this)
  }

  #place(pending: Pending): void {
    this.#pending.push(pending)
    this.#queue()
  }

  #queue(): void {
    if (!this.isStarted || this.#isQueued) return
    this.#isQueued = true
    queueTask(this)
  }

  #goOn(): void {
    if (!this.isStarted || this.isHeld || this.#isWritten || this.state === 'active' || this.state === 'finished') return
    if (this.#pending.length > 0) this.#queue()
    else if (!this.#isQueued) this.#write()
  }

  /** Gives what the operation failed with. */
  #execute({ request, operation }: Pending): DOMException | null {
    try {
      const result = operation()
      if (request) succeed(request, result)
      return null
    } catch (error) {
      if (error instanceof DOMException) return error
      // SQLite may have rolled back all of it: whatever the listeners say, the transaction cannot go on. Those it shared with can.
      this.#doomed = this.file.failure(error)
      this.#changes?.rollback()
      this.#changes = null
      return this.#doomed
    }
  }

  #write(): void {
    this.state = 'committing'
    this.#isWritten = true
    try {
      this.#changes?.commit()
    } catch (error) {
      this.#changes = null // already undone
      return this.abort(this.file.failure(error))
    }
    this.#isLastEventNext = true
    queueTask(this)
  }

  #beginLast(): Dispatch | null {
    const isCommitted = this.#isWritten
    this.#isLastEventNext = false
    if (isCommitted) {
      this.state = 'finished'
      this.#owner.finished(this)
    }
    this.#owner.beforeLastEvent(isCommitted)
    const type = isCommitted ? 'complete' : 'abort'
    if (this.target && hasListeners(this.target, type)) return new Dispatch(this.target, isCommitted ? plainEvent(type) : abortEvent())
    this.#owner.ended(isCommitted)
    return null
  }
}

function abortedTask(request: IDBRequest): Task {
  return {
    begin: () => {
      fail(request, exception('AbortError', 'The transaction was aborted.'))
      return new Dispatch(request, errorEvent())
    },
    finish: () => undefined,
  }
}
