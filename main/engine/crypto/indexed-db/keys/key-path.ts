import { exception } from '../exceptions.ts'
import { deserialize } from '../values.ts'
import { encodeKey, encodeMultiEntryKeys } from './encode-key.ts'
import type { Key, KeyValue } from './key.ts'

/** Where in a value its key stands: names of properties joined by dots, or several of those. */
export type KeyPath = string | readonly string[]

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u

export function isValidKeyPath(path: KeyPath): boolean {
  if (typeof path !== 'string') return path.length > 0 && path.every((one) => isValidKeyPath(one))
  return path === '' || path.split('.').every((name) => identifier.test(name))
}

/** What evaluating a path gives when there is nothing there. */
const nothing = Symbol('nothing')

/** "Extract a key from a value using a key path". Undefined: there is nothing there; null: what is there is no key. */
export function extractKey(value: unknown, path: KeyPath): Key | null | undefined {
  const found = evaluate(value, path)
  return found === nothing ? undefined : encodeKey(found)
}

/** The keys under which a value stands in an index; none when what is there is no key. */
export function extractIndexKeys(value: unknown, path: KeyPath, isMultiEntry: boolean): readonly Key[] {
  const found = evaluate(value, path)
  if (found === nothing) return []
  if (isMultiEntry) return encodeMultiEntryKeys(found) ?? []
  const key = encodeKey(found)
  return key === null ? [] : [key]
}

function evaluate(value: unknown, path: KeyPath): unknown {
  if (typeof path === 'string') return evaluateOne(value, path)
  const found = path.map((one) => evaluateOne(value, one))
  return found.includes(nothing) ? nothing : found
}

function evaluateOne(value: unknown, path: string): unknown {
  if (path === '') return value
  let at = value
  for (const name of path.split('.')) {
    if (typeof at === 'string' && name === 'length') {
      at = at.length
      continue
    }
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return nothing
    at = Reflect.get(at, name)
    if (at === undefined) return nothing
  }
  return at
}

/** "Check that a key could be injected into a value" */
export function canInject(value: unknown, path: string): boolean {
  const names = path.split('.')
  let at = value
  for (const name of names.slice(0, -1)) {
    if (!isObject(at)) return false
    if (!Object.hasOwn(at, name)) return true
    at = Reflect.get(at, name)
  }
  return isObject(at)
}

/** "Inject a key into a value", where `canInject` has said that it can be done. */
export function inject(value: unknown, path: string, key: KeyValue): void {
  const names = path.split('.')
  const last = names.pop() ?? ''
  let at = value
  for (const name of names) {
    if (!isObject(at)) throw exception('DataError', 'The key cannot be put into the value.')
    if (!Object.hasOwn(at, name)) define(at, name, {})
    at = Reflect.get(at, name)
  }
  if (!isObject(at)) throw exception('DataError', 'The key cannot be put into the value.')
  define(at, last, key)
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/**
 * The clone of a value, of which keys are taken. Most paths lead over plain objects to a string or number, where the original says the same as
 * the clone: for those no clone is made.
 */
export class Clone {
  readonly #original: unknown
  readonly #bytes: Uint8Array
  #value: unknown
  #isMade = false

  constructor(original: unknown, bytes: Uint8Array) {
    this.#original = original
    this.#bytes = bytes
  }

  /** What to evaluate `path` on. */
  for(path: KeyPath): unknown {
    const paths = typeof path === 'string' ? [path] : path
    return !this.#isMade && paths.every((one) => isPlainUpTo(this.#original, one)) ? this.#original : this.value
  }

  get value(): unknown {
    if (!this.#isMade) this.#value = deserialize(this.#bytes)
    this.#isMade = true
    return this.#value
  }
}

/** Whether each step of a path is a property that a clone has just so, and its end no object. */
function isPlainUpTo(value: unknown, path: string): boolean {
  if (path === '') return !isObject(value)
  let at = value
  for (const name of path.split('.')) {
    if (!isObject(at)) return true
    const prototype: unknown = Object.getPrototypeOf(at)
    if (prototype !== Object.prototype && prototype !== null) return false
    const property = Object.getOwnPropertyDescriptor(at, name)
    if (property === undefined) return true
    if (!('value' in property) || property.enumerable !== true) return false
    at = property.value
  }
  return !isObject(at)
}
