// What Web IDL asks of every interface: how arguments are converted, and how a class looks from the outside.

/** Throws a `TypeError` when there are too few. */
export function requireArguments(given: number, needed: number): void {
  if (given < needed) throw new TypeError(`${needed} argument${needed === 1 ? '' : 's'} required, but only ${given} present`)
}

/** `[EnforceRange] unsigned long` and `unsigned long long`: throws a `TypeError` outside of 0 … `most`. */
export function toUnsigned(value: unknown, most: number): number {
  const number = Math.trunc(Number(value))
  if (!Number.isFinite(number) || number < 0 || number > most) throw new TypeError('The value is outside the range of its type')
  return number + 0
}

export const mostLong = 2 ** 32 - 1
export const mostLongLong = 2 ** 53 - 1

/** Throws a `TypeError` unless `value`, as a string, is one of `members`. */
export function toEnum<T extends string>(value: unknown, members: readonly T[]): T {
  const text = toText(value)
  const member = members.find((candidate) => candidate === text)
  if (member === undefined) throw new TypeError(`"${text}" is none of ${members.join(', ')}`)
  return member
}

/** `DOMString`. Throws a `TypeError` for a symbol. */
export function toText(value: unknown): string {
  if (typeof value === 'symbol') throw new TypeError('A symbol is no string')
  return typeof value === 'string' ? value : String(value)
}

/** `(DOMString or sequence<DOMString>)` */
export function toTextOrList(value: unknown): string | readonly string[] {
  if (typeof value === 'object' && value !== null && typeof Reflect.get(value, Symbol.iterator) === 'function') {
    return Array.from(Object(value), toText)
  }
  return toText(value)
}

/** A dictionary's member; undefined when the dictionary is left out. Throws a `TypeError` for what is no dictionary. */
export function memberOf(dictionary: unknown, name: string): unknown {
  if (dictionary === undefined || dictionary === null) return undefined
  if (typeof dictionary !== 'object' && typeof dictionary !== 'function') throw new TypeError('Options must be an object')
  return Reflect.get(dictionary, name)
}

/**
 * Makes a class look like an interface: its name as tag, its members enumerable, its constants on both, no arguments of its constructor. (An
 * optional argument of a method is written with a default, for then it does not count in the method's `length` either.)
 */
export function exposeInterface(target: Interface, name: string, constants: Readonly<Record<string, number>> = {}, constructorLength = 0): void {
  for (const holder of [target, target.prototype]) {
    for (const key of Object.getOwnPropertyNames(holder)) {
      const descriptor = Object.getOwnPropertyDescriptor(holder, key)
      const isOfFunction = holder === target && (key === 'prototype' || key === 'name' || key === 'length')
      if (key === 'constructor' || isOfFunction || !descriptor?.configurable) continue
      Object.defineProperty(holder, key, { ...descriptor, enumerable: true })
    }
    for (const [key, value] of Object.entries(constants)) Object.defineProperty(holder, key, { value, enumerable: true })
  }
  Object.defineProperty(target, 'length', { value: constructorLength, configurable: true })
  Object.defineProperty(target.prototype, Symbol.toStringTag, { value: name, configurable: true })
}

type Interface = { readonly prototype: object }
