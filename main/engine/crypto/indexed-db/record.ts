import { decodeKey } from './keys/decode-key.ts'
import type { Key, KeyValue } from './keys/key.ts'
import { exposeInterface } from './web-idl.ts'

const token = Symbol('record')

/** https://w3c.github.io/IndexedDB/#record-interface */
export class IDBRecord {
  readonly #key: KeyValue
  readonly #primaryKey: KeyValue
  readonly #value: unknown

  constructor(given?: symbol, key: KeyValue = 0, primaryKey: KeyValue = 0, value?: unknown) {
    if (given !== token) throw new TypeError('Illegal constructor')
    this.#key = key
    this.#primaryKey = primaryKey
    this.#value = value
  }

  get key(): KeyValue {
    return this.#key
  }

  get primaryKey(): KeyValue {
    return this.#primaryKey
  }

  get value(): unknown {
    return this.#value
  }
}

exposeInterface(IDBRecord, 'IDBRecord')

export function newRecord(key: Key, primaryKey: Key, value: unknown): IDBRecord {
  return new IDBRecord(token, decodeKey(key), decodeKey(primaryKey), value)
}
