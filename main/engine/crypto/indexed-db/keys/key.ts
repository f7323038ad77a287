/**
 * Keys as bytes. A key's encoding sorts by its bytes as the specification sorts keys (number < date < string < binary < array), and none is the
 * beginning of another, so that two of them in a row sort as a pair.
 *
 *   number, date   tag, then the double's eight bytes, turned so that they sort
 *   string         tag, each UTF-16 unit in one to three bytes that are never 0 at first, 0
 *   binary         tag, each byte (0 and 1 written as 1 1 and 1 2), 0
 *   array          tag, each element, 0
 */

/** A key as its encoding. */
export type Key = Uint8Array

/** A key as values of JavaScript. */
export type KeyValue = number | string | Date | ArrayBuffer | KeyValue[]

export const tags = { number: 0x10, date: 0x20, string: 0x30, binary: 0x40, array: 0x50 } as const

/** Ends a string, a binary or an array; less than whatever may stand in its place. */
export const end = 0

/** Above whatever a key can begin with: a key followed by this is above all that begins with that key, and below the next key. */
export const above = 0xff

/** UTF-16 units below this take one byte, those below the next two. */
export const oneByteUnits = 0x7f
export const twoByteUnits = oneByteUnits + 0x4000

/** Deeper arrays are no keys: reading them back must not exhaust the stack. */
export const deepestArray = 2000

/** -1, 0 or 1, as the specification compares keys. */
export function compareKeys(a: Key, b: Key): -1 | 0 | 1 {
  return Buffer.compare(a, b)
}
