import { isAnyArrayBuffer, isDate } from 'node:util/types'
import { exception } from '../exceptions.ts'
import { exposeInterface, requireArguments } from '../web-idl.ts'
import { decodeKey } from './decode-key.ts'
import { afterKey, encodeKey } from './encode-key.ts'
import { compareKeys, type Key, type KeyValue } from './key.ts'

/** The keys from `from` (it among them) up to `to` (it not among them), as bytes. */
export type Bounds = {
  readonly from: Key
  readonly to: Key
  /** Set when there is only this one key. */
  readonly only: Key | null
}

const lowest = new Uint8Array(0)
const highest = Uint8Array.of(0xff)

export const everything: Bounds = { from: lowest, to: highest, only: null }

const token = Symbol('range')

export let boundsOf: (range: IDBKeyRange) => Bounds

/** https://w3c.github.io/IndexedDB/#keyrange */
export class IDBKeyRange {
  readonly #lower: Key | null
  readonly #upper: Key | null
  readonly #lowerOpen: boolean
  readonly #upperOpen: boolean
  readonly #bounds: Bounds
  #lowerValue: KeyValue | undefined
  #upperValue: KeyValue | undefined

  static {
    boundsOf = (range) => range.#bounds
  }

  constructor(key?: symbol, lower: Key | null = null, upper: Key | null = null, lowerOpen = true, upperOpen = true) {
    if (key !== token) throw new TypeError('Illegal constructor')
    this.#lower = lower
    this.#upper = upper
    this.#lowerOpen = lowerOpen
    this.#upperOpen = upperOpen
    this.#bounds = {
      from: lower === null ? lowest : lowerOpen ? afterKey(lower) : lower,
      to: upper === null ? highest : upperOpen ? upper : afterKey(upper),
      only: lower !== null && upper !== null && !lowerOpen && !upperOpen && compareKeys(lower, upper) === 0 ? lower : null,
    }
  }

  get lower(): KeyValue | undefined {
    return (this.#lowerValue ??= this.#lower === null ? undefined : decodeKey(this.#lower))
  }

  get upper(): KeyValue | undefined {
    return (this.#upperValue ??= this.#upper === null ? undefined : decodeKey(this.#upper))
  }

  get lowerOpen(): boolean {
    return this.#lowerOpen
  }

  get upperOpen(): boolean {
    return this.#upperOpen
  }

  static only(value: unknown): IDBKeyRange {
    requireArguments(arguments.length, 1)
    const key = toKey(value)
    return new IDBKeyRange(token, key, key, false, false)
  }

  static lowerBound(lower: unknown, open: unknown = false): IDBKeyRange {
    requireArguments(arguments.length, 1)
    return new IDBKeyRange(token, toKey(lower), null, Boolean(open), true)
  }

  static upperBound(upper: unknown, open: unknown = false): IDBKeyRange {
    requireArguments(arguments.length, 1)
    return new IDBKeyRange(token, null, toKey(upper), true, Boolean(open))
  }

  static bound(lower: unknown, upper: unknown, lowerOpen: unknown = false, upperOpen: unknown = false): IDBKeyRange {
    requireArguments(arguments.length, 2)
    const from = toKey(lower)
    const to = toKey(upper)
    const order = compareKeys(from, to)
    if (order > 0) throw exception('DataError', 'The lower bound is above the upper.')
    if (order === 0 && (Boolean(lowerOpen) || Boolean(upperOpen))) throw exception('DataError', 'A range of one key cannot be open.')
    return new IDBKeyRange(token, from, to, Boolean(lowerOpen), Boolean(upperOpen))
  }

  includes(key: unknown): boolean {
    const bounds = this.#bounds
    requireArguments(arguments.length, 1)
    return isWithin(toKey(key), bounds)
  }
}

exposeInterface(IDBKeyRange, 'IDBKeyRange')

export function isWithin(key: Key, { from, to }: Bounds): boolean {
  return compareKeys(key, from) >= 0 && compareKeys(key, to) < 0
}

/** Throws a `DataError` for what is no key. */
export function toKey(value: unknown): Key {
  const key = encodeKey(value)
  if (key === null) throw exception('DataError', 'The value is not a valid key.')
  return key
}

/** "Is a potentially valid key range": what is meant as a key or range and not as options, whether it is a good one or not. */
export function isPotentialBounds(value: unknown): boolean {
  if (value === undefined || value === null || value instanceof IDBKeyRange) return true
  if (typeof value !== 'object') return typeof value === 'number' || typeof value === 'string'
  return Array.isArray(value) || isDate(value) || isAnyArrayBuffer(value) || ArrayBuffer.isView(value)
}

/** "Convert a value to a key range". Without a value: everything, where that is allowed. Throws a `DataError`. */
export function toBounds(value: unknown, isRequired: boolean): Bounds {
  if (value instanceof IDBKeyRange) return boundsOf(value)
  if (value === undefined || value === null) {
    if (isRequired) throw exception('DataError', 'A key or key range is needed.')
    return everything
  }
  return onlyBounds(toKey(value))
}

export function onlyBounds(key: Key): Bounds {
  return { from: key, to: afterKey(key), only: key }
}
