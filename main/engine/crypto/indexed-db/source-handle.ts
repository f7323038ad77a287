import { newCursor, type CursorSource } from './cursor.ts'
import { exception } from './exceptions.ts'
import type { Source, Wanted } from './file/reads.ts'
import { decodeKey } from './keys/decode-key.ts'
import { isPotentialBounds, toBounds, type Bounds } from './keys/key-range.ts'
import { getPrimaryKey, getValue } from './operations.ts'
import { newRecord } from './record.ts'
import type { IDBRequest } from './request.ts'
import type { IndexState, StoreState } from './state.ts'
import type { TransactionCore } from './transaction-core.ts'
import { memberOf, mostLong, toEnum, toUnsigned } from './web-idl.ts'
import { deserialize } from './values.ts'

export const directions = ['next', 'nextunique', 'prev', 'prevunique'] as const
export type Direction = (typeof directions)[number]

type Kind = 'key' | 'value' | 'record'
type Many = { readonly bounds: Bounds; readonly limit: number; readonly direction: Direction }

/** What object stores and indexes have in common: all that reads. */
export class SourceHandle {
  readonly core: TransactionCore
  readonly store: StoreState
  readonly index: IndexState | null
  readonly #owner: object

  constructor(owner: object, core: TransactionCore, store: StoreState, index: IndexState | null) {
    this.core = core
    this.store = store
    this.index = index
    this.#owner = owner
  }

  get isDeleted(): boolean {
    return this.store.isDeleted || (this.index?.isDeleted ?? false)
  }

  get source(): Source {
    return { store: this.store.id, index: this.index?.id ?? null }
  }

  /** Throws when it has been deleted or the transaction is not active. */
  check(): void {
    if (this.isDeleted) throw exception('InvalidStateError', 'It has been deleted.')
    if (this.core.state !== 'active') throw exception('TransactionInactiveError', 'The transaction is not active.')
  }

  /** The same for what writes. */
  checkWriting(): void {
    this.check()
    if (!this.core.isWriter) throw exception('ReadOnlyError', 'The transaction is read-only.')
  }

  request(operation: () => unknown): IDBRequest {
    return this.core.request(this.#owner, operation)
  }

  get(query: unknown): IDBRequest {
    this.check()
    const bounds = toBounds(query, true)
    return this.request(() => getValue(this.core.file, this.source, bounds))
  }

  getKey(query: unknown): IDBRequest {
    this.check()
    const bounds = toBounds(query, true)
    return this.request(() => getPrimaryKey(this.core.file, this.source, bounds))
  }

  count(query: unknown): IDBRequest {
    this.check()
    const bounds = toBounds(query, false)
    return this.request(() => this.core.file.reads.count(this.source, bounds))
  }

  /** `getAll` and `getAllKeys`. */
  getMany(kind: Kind, queryOrOptions: unknown, count: unknown): IDBRequest {
    const limit = count === undefined ? 0 : toUnsigned(count, mostLong)
    this.check()
    if (!isPotentialBounds(queryOrOptions)) return this.#many(kind, toMany(queryOrOptions))
    return this.#many(kind, { bounds: toBounds(queryOrOptions, false), limit, direction: 'next' })
  }

  /** `getAllRecords` */
  getRecords(options: unknown): IDBRequest {
    const many = toMany(options, () => this.check())
    return this.#many('record', many)
  }

  openCursor(query: unknown, direction: unknown, isWithValue: boolean): IDBRequest {
    const toward = direction === undefined ? 'next' : toEnum(direction, directions)
    this.check()
    const bounds = toBounds(query, false)
    const source: CursorSource = { handle: this, owner: this.#owner, bounds, direction: toward, isWithValue }
    const { cursor, iterate } = newCursor(source, () => request)
    const request = this.request(() => (iterate() ? cursor : null))
    return request
  }

  #many(kind: Kind, { bounds, limit, direction }: Many): IDBRequest {
    return this.request(() => {
      const wanted: Wanted = {
        isReverse: direction.startsWith('prev'), limit: limit === 0 ? Infinity : limit, skip: 0, isWithValue: kind !== 'key',
      }
      const found = direction.endsWith('unique') && this.index
        ? this.core.file.reads.listUnique(this.source, bounds, wanted)
        : this.core.file.reads.list(this.source, bounds, wanted)
      return found.map(({ key, primaryKey, value }) => {
        if (kind === 'key') return decodeKey(primaryKey)
        const content = value === null ? undefined : deserialize(value)
        return kind === 'value' ? content : newRecord(key, primaryKey, content)
      })
    })
  }
}

/** `IDBGetAllOptions`. `check` runs once the members are read, before the query is looked at. */
function toMany(options: unknown, check: () => void = () => undefined): Many {
  const count = memberOf(options, 'count')
  const direction = memberOf(options, 'direction')
  const query = memberOf(options, 'query')
  const limit = count === undefined ? 0 : toUnsigned(count, mostLong)
  const toward = direction === undefined ? 'next' : toEnum(direction, directions)
  check()
  return { bounds: toBounds(query, false), limit, direction: toward }
}
