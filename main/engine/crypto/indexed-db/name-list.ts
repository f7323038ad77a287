import { exposeInterface, mostLong, requireArguments, toText, toUnsigned } from './web-idl.ts'

const token = Symbol('list')

/** https://html.spec.whatwg.org/#the-domstringlist-interface */
export class DOMStringList {
  readonly #names: readonly string[];
  readonly [index: number]: string

  constructor(key?: symbol, names: readonly string[] = []) {
    if (key !== token) throw new TypeError('Illegal constructor')
    this.#names = names
    names.forEach((name, index) => Object.defineProperty(this, index, { value: name, enumerable: true, configurable: true }))
  }

  get length(): number {
    return this.#names.length
  }

  contains(name: unknown): boolean {
    requireArguments(arguments.length, 1)
    return this.#names.includes(toText(name))
  }

  item(index: unknown): string | null {
    requireArguments(arguments.length, 1)
    return this.#names[toLong(index)] ?? null
  }

  [Symbol.iterator](): IterableIterator<string> {
    return this.#names.values()
  }
}

exposeInterface(DOMStringList, 'DOMStringList')

/** `unsigned long`, which wraps around. */
function toLong(value: unknown): number {
  return toUnsigned(Number(value) >>> 0, mostLong)
}

/** Names as the specification lists them: in the order of their UTF-16 units. */
export function nameList(names: Iterable<string>): DOMStringList {
  return new DOMStringList(token, [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
}
