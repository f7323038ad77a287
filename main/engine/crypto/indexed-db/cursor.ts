import { exception } from './exceptions.ts'
import type { Found } from './file/reads.ts'
import { decodeKey } from './keys/decode-key.ts'
import { afterKey } from './keys/encode-key.ts'
import { extractKey, Clone } from './keys/key-path.ts'
import { onlyBounds, toKey, type Bounds } from './keys/key-range.ts'
import { compareKeys, type Key, type KeyValue } from './keys/key.ts'
import { deleteRecords, indexKeysOf, storeRecord } from './operations.ts'
import type { IDBRequest } from './request.ts'
import type { Direction, SourceHandle } from './source-handle.ts'
import { deserialize, serialize } from './values.ts'
import { exposeInterface, mostLong, requireArguments, toUnsigned } from './web-idl.ts'

export type CursorSource = {
  readonly handle: SourceHandle
  /** The object store or index, as its users see it. */
  readonly owner: object
  readonly bounds: Bounds
  readonly direction: Direction
  readonly isWithValue: boolean
}

/** Where to go: past `key` and `primaryKey` where they are given, `count` records. */
type Step = { readonly key?: Key; readonly primaryKey?: Key; readonly count: number }

type CursorState = {
  readonly source: CursorSource
  readonly request: () => IDBRequest
  /** Where it stands: what it goes on from. */
  at: Found | null
  /** What it shows: undefined past the end. */
  key: KeyValue | undefined
  primaryKey: KeyValue | undefined
  value: unknown
  isGot: boolean
}

const token = Symbol('cursor')

/** https://w3c.github.io/IndexedDB/#cursor-interface */
export class IDBCursor {
  readonly #state: CursorState

  constructor(given?: symbol, state?: CursorState) {
    if (given !== token || !state) throw new TypeError('Illegal constructor')
    this.#state = state
  }

  get source(): object {
    return this.#state.source.owner
  }

  get direction(): Direction {
    return this.#state.source.direction
  }

  get key(): KeyValue | undefined {
    return this.#state.key
  }

  get primaryKey(): KeyValue | undefined {
    return this.#state.primaryKey
  }

  get request(): IDBRequest {
    return this.#state.request()
  }

  advance(count: unknown): void {
    requireArguments(arguments.length, 1)
    const steps = toUnsigned(count, mostLong)
    if (steps === 0) throw new TypeError('A cursor cannot advance by nothing')
    this.#check()
    this.#needGot()
    this.#go({ count: steps })
  }

  continue(key: unknown = undefined): void {
    this.#check()
    this.#needGot()
    if (key === undefined) return this.#go({ count: 1 })
    const to = toKey(key)
    const order = compareKeys(to, this.#at.key)
    if (this.#isForward ? order <= 0 : order >= 0) throw exception('DataError', 'The key is not ahead of the cursor.')
    this.#go({ key: to, count: 1 })
  }

  continuePrimaryKey(key: unknown, primaryKey: unknown): void {
    requireArguments(arguments.length, 2)
    this.#check()
    const { handle, direction } = this.#state.source
    if (handle.index === null) throw exception('InvalidAccessError', 'The cursor is not on an index.')
    if (direction.endsWith('unique')) throw exception('InvalidAccessError', 'The cursor leaves records out.')
    this.#needGot()
    const to = { key: toKey(key), primaryKey: toKey(primaryKey), count: 1 }
    const order = compareKeys(to.key, this.#at.key) || compareKeys(to.primaryKey, this.#at.primaryKey)
    if (this.#isForward ? order <= 0 : order >= 0) throw exception('DataError', 'The keys are not ahead of the cursor.')
    this.#go(to)
  }

  update(value: unknown): IDBRequest {
    requireArguments(arguments.length, 1)
    const { handle } = this.#state.source
    this.#checkWriting()
    const { store, core } = handle
    const key = this.#at.primaryKey
    const bytes = core.inactiveDuring(() => serialize(value))
    const clone = new Clone(value, bytes)
    if (store.keyPath !== null) {
      const within = extractKey(clone.for(store.keyPath), store.keyPath)
      if (!within || compareKeys(within, key) !== 0) throw exception('DataError', 'The value has another key than the record.')
    }
    const record = { bytes, key, indexKeys: indexKeysOf(store, clone), isOverwriting: true }
    return core.request(this, () => decodeKey(storeRecord(core, store, record)))
  }

  delete(): IDBRequest {
    const { handle } = this.#state.source
    this.#checkWriting()
    const { store, core } = handle
    const bounds = onlyBounds(this.#at.primaryKey)
    return core.request(this, () => deleteRecords(core, store, bounds))
  }

  get #isForward(): boolean {
    return this.#state.source.direction.startsWith('next')
  }

  get #at(): Found {
    if (this.#state.at === null) throw exception('InvalidStateError', 'The cursor stands nowhere.')
    return this.#state.at
  }

  #check(): void {
    const { handle } = this.#state.source
    if (handle.core.state !== 'active') throw exception('TransactionInactiveError', 'The transaction is not active.')
    if (handle.isDeleted) throw exception('InvalidStateError', 'What the cursor reads has been deleted.')
  }

  #needGot(): void {
    if (!this.#state.isGot) throw exception('InvalidStateError', 'The cursor is on its way, or past its end.')
  }

  #checkWriting(): void {
    const { handle, isWithValue } = this.#state.source
    if (handle.core.state !== 'active') throw exception('TransactionInactiveError', 'The transaction is not active.')
    if (!handle.core.isWriter) throw exception('ReadOnlyError', 'The transaction is read-only.')
    this.#check()
    this.#needGot()
    if (!isWithValue) throw exception('InvalidStateError', 'The cursor has keys only.')
  }

  #go(step: Step): void {
    const { source, request } = this.#state
    this.#state.isGot = false
    source.handle.core.requestAgain(request(), () => (iterate(this.#state, step) ? this : null))
  }
}

exposeInterface(IDBCursor, 'IDBCursor')

/** https://w3c.github.io/IndexedDB/#cursorwithvalue */
export class IDBCursorWithValue extends IDBCursor {
  readonly #state: CursorState

  constructor(given?: symbol, state?: CursorState) {
    super(given, state)
    if (!state) throw new TypeError('Illegal constructor')
    this.#state = state
  }

  get value(): unknown {
    return this.#state.value
  }
}

exposeInterface(IDBCursorWithValue, 'IDBCursorWithValue')

/** A cursor before its first record; `iterate` goes there, and says whether there is one. */
export function newCursor(source: CursorSource, request: () => IDBRequest): { readonly cursor: IDBCursor; readonly iterate: () => boolean } {
  const state: CursorState = {
    source, request, at: null, key: undefined, primaryKey: undefined, value: undefined, isGot: false,
  }
  const cursor = source.isWithValue ? new IDBCursorWithValue(token, state) : new IDBCursor(token, state)
  return { cursor, iterate: () => iterate(state, { count: 1 }) }
}

/** "Iterate a cursor" */
function iterate(state: CursorState, step: Step): boolean {
  const found = find(state, step)
  if (found === undefined) {
    Object.assign(state, { key: undefined, primaryKey: undefined, value: undefined })
    return false
  }
  state.at = found
  state.key = decodeKey(found.key)
  state.primaryKey = found.key === found.primaryKey ? state.key : decodeKey(found.primaryKey)
  state.value = found.value === null ? undefined : deserialize(found.value)
  state.isGot = true
  return true
}

function find({ source: { handle, bounds, direction, isWithValue }, at }: CursorState, step: Step): Found | undefined {
  const { reads } = handle.core.file
  const isReverse = direction.startsWith('prev')
  const isUnique = direction.endsWith('unique') && handle.index !== null
  const within = isReverse ? before(bounds, at, step, isUnique) : after(bounds, at, step, isUnique)
  if (!isUnique && step.count === 1) return reads.first(handle.source, within, isReverse, isWithValue)
  if (!isUnique) return reads.list(handle.source, within, { isReverse, limit: 1, skip: step.count - 1, isWithValue })[0]
  const found = reads.listUnique(handle.source, { ...within, only: null }, { isReverse, limit: step.count, skip: 0, isWithValue })
  return found[step.count - 1]
}

function after(bounds: Bounds, at: Found | null, step: Step, isUnique: boolean): Pick<Bounds, 'from' | 'to'> {
  const starts = [bounds.from]
  if (at) starts.push(afterKey(isUnique ? at.key : at.position))
  if (step.key) starts.push(step.primaryKey ? Buffer.concat([step.key, step.primaryKey]) : step.key)
  return { from: starts.reduce((a, b) => (compareKeys(a, b) < 0 ? b : a)), to: bounds.to }
}

function before(bounds: Bounds, at: Found | null, step: Step, isUnique: boolean): Pick<Bounds, 'from' | 'to'> {
  const stops = [bounds.to]
  if (at) stops.push(isUnique ? at.key : at.position)
  if (step.key) stops.push(afterKey(step.primaryKey ? Buffer.concat([step.key, step.primaryKey]) : step.key))
  return { from: bounds.from, to: stops.reduce((a, b) => (compareKeys(a, b) > 0 ? b : a)) }
}
