import { isAnyArrayBuffer, isArrayBuffer, isDate, isProxy } from 'node:util/types'
import { above, deepestArray, end, oneByteUnits, tags, twoByteUnits, type Key } from './key.ts'

/** "Convert a value to a key" of the specification. Null: not a valid key. Throws what a getter in an array throws. */
export function encodeKey(value: unknown): Key | null {
  if (typeof value === 'string') return encodeString(value)
  if (typeof value === 'number') return Number.isNaN(value) ? null : encodeNumber(tags.number, value)
  if (typeof value !== 'object' || value === null) return null
  const writer = new KeyWriter()
  return writer.write(value, new Set()) ? writer.bytes() : null
}

/** "Convert a value to a multiEntry key": of an array each valid element once, of anything else the key itself. Null: not a valid key. */
export function encodeMultiEntryKeys(value: unknown): readonly Key[] | null {
  if (!Array.isArray(value)) {
    const key = encodeKey(value)
    return key && [key]
  }
  const byText = new Map<string, Key>()
  for (const element of value) {
    const key = encodeOrNull(element)
    if (key) byText.set(Buffer.from(key).toString('latin1'), key)
  }
  return [...byText.values()]
}

function encodeOrNull(value: unknown): Key | null {
  try {
    return encodeKey(value)
  } catch {
    return null // an element that cannot be read is left out, as the specification says
  }
}

function encodeNumber(tag: number, value: number): Key {
  const bytes = Buffer.allocUnsafe(9)
  putNumber(bytes, 0, tag, value)
  return bytes
}

function putNumber(bytes: Buffer, at: number, tag: number, value: number): void {
  bytes[at] = tag
  bytes.writeDoubleBE(value === 0 ? 0 : value, at + 1) // -0 and 0 are one key
  const first = bytes.readUInt8(at + 1)
  if (first < 0x80) {
    bytes[at + 1] = first | 0x80
  } else {
    for (let index = at + 1; index < at + 9; index += 1) bytes[index] = ~bytes.readUInt8(index)
  }
}

function encodeString(value: string): Key {
  const { length } = value
  const bytes = Buffer.allocUnsafe(length + 2)
  bytes[0] = tags.string
  for (let index = 0; index < length; index += 1) {
    const unit = value.charCodeAt(index)
    if (unit >= oneByteUnits) return encodeAnyString(value)
    bytes[index + 1] = unit + 1
  }
  bytes[length + 1] = end
  return bytes
}

function encodeAnyString(value: string): Key {
  const bytes = Buffer.allocUnsafe(value.length * 3 + 2)
  return bytes.subarray(0, putString(bytes, 0, value))
}

/** Gives the place after it. */
function putString(bytes: Buffer, from: number, value: string): number {
  let at = from
  bytes[at++] = tags.string
  for (let index = 0; index < value.length; index += 1) {
    const unit = value.charCodeAt(index)
    if (unit < oneByteUnits) {
      bytes[at++] = unit + 1
    } else if (unit < twoByteUnits) {
      bytes[at++] = 0x80 | ((unit - oneByteUnits) >> 8)
      bytes[at++] = (unit - oneByteUnits) & 0xff
    } else {
      bytes[at++] = 0xc0
      bytes[at++] = unit >> 8
      bytes[at++] = unit & 0xff
    }
  }
  bytes[at++] = end
  return at
}

class KeyWriter {
  #bytes = Buffer.allocUnsafe(128)
  #length = 0

  bytes(): Key {
    return this.#bytes.subarray(0, this.#length)
  }

  /** False: not a valid key. `around`: the arrays it is in, for an array within itself is no key. */
  write(value: unknown, around: Set<unknown>): boolean {
    if (typeof value === 'number') return this.#number(tags.number, value)
    if (typeof value === 'string') return this.#string(value)
    if (isDate(value)) return this.#number(tags.date, Date.prototype.getTime.call(value))
    if (Array.isArray(value)) return this.#array(value, around)
    const binary = bytesOf(value)
    if (binary === null) return false
    this.#binary(binary)
    return true
  }

  #number(tag: number, value: number): boolean {
    if (Number.isNaN(value)) return false
    this.#reserve(9)
    putNumber(this.#bytes, this.#length, tag, value)
    this.#length += 9
    return true
  }

  #string(value: string): boolean {
    this.#reserve(value.length * 3 + 2)
    this.#length = putString(this.#bytes, this.#length, value)
    return true
  }

  #binary(value: Uint8Array): void {
    this.#reserve(value.length * 2 + 2)
    let at = this.#length
    this.#bytes[at++] = tags.binary
    for (const byte of value) {
      if (byte > 1) {
        this.#bytes[at++] = byte
      } else {
        this.#bytes[at++] = 1
        this.#bytes[at++] = byte + 1
      }
    }
    this.#bytes[at++] = end
    this.#length = at
  }

  #array(value: readonly unknown[], around: Set<unknown>): boolean {
    if (isProxy(value) || around.has(value) || around.size >= deepestArray) return false
    around.add(value)
    this.#byte(tags.array)
    const { length } = value
    for (let index = 0; index < length; index += 1) {
      if (!Object.hasOwn(value, index) || !this.write(value[index], around)) return false
    }
    this.#byte(end)
    around.delete(value)
    return true
  }

  #byte(byte: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = byte
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more))
    this.#bytes.copy(grown, 0, 0, this.#length)
    this.#bytes = grown
  }
}

/** The bytes of a buffer source; null for anything else, a detached one and shared memory among it. */
function bytesOf(value: unknown): Uint8Array | null {
  if (isArrayBuffer(value)) return value.detached ? null : new Uint8Array(value)
  if (!ArrayBuffer.isView(value)) return null
  const { buffer, byteOffset, byteLength } = value
  if (!isAnyArrayBuffer(buffer) || !isArrayBuffer(buffer) || buffer.detached) return null
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** Above `key` and all pairs that begin with it, below every other key above `key`. */
export function afterKey(key: Key): Key {
  const bytes = Buffer.allocUnsafe(key.length + 1)
  bytes.set(key)
  bytes[key.length] = above
  return bytes
}
