import { exception } from '../exceptions.ts'
import { end, oneByteUnits, tags, type Key, type KeyValue } from './key.ts'

/** The value that `encodeKey` made these bytes of. Throws a `NotReadableError` when they are no key. */
export function decodeKey(bytes: Key): KeyValue {
  return new KeyReader(bytes).read()
}

/** How many bytes the first key takes: `bytes` may be two keys in a row. */
export function firstKeyLength(bytes: Key): number {
  const reader = new KeyReader(bytes)
  reader.read()
  return reader.place
}

class KeyReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Key) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get place(): number {
    return this.#at
  }

  read(): KeyValue {
    const tag = this.#next()
    switch (tag) {
      case tags.number:
        return this.#number()
      case tags.date:
        return new Date(this.#number())
      case tags.string:
        return this.#string()
      case tags.binary:
        return this.#binary()
      case tags.array:
        return this.#array()
      default:
        throw unreadable()
    }
  }

  #next(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw unreadable()
    return byte
  }

  #number(): number {
    const double = Buffer.allocUnsafe(8)
    for (let index = 0; index < 8; index += 1) double[index] = this.#next()
    const first = double.readUInt8(0)
    if (first >= 0x80) double[0] = first & 0x7f
    else for (let index = 0; index < 8; index += 1) double[index] = ~double.readUInt8(index)
    return double.readDoubleBE(0)
  }

  #string(): string {
    const stop = this.#bytes.indexOf(end, this.#at)
    const oneByte = this.#oneByteString(stop)
    if (oneByte !== null) return oneByte
    const units: number[] = []
    for (;;) {
      const first = this.#next()
      if (first === end) break
      if (first < 0x80) units.push(first - 1)
      else if (first < 0xc0) units.push((((first & 0x3f) << 8) | this.#next()) + oneByteUnits)
      else units.push((this.#next() << 8) | this.#next())
    }
    let text = ''
    for (let index = 0; index < units.length; index += 4096) text += String.fromCharCode(...units.slice(index, index + 4096))
    return text
  }

  /** The usual string: up to `stop` every unit took one byte. */
  #oneByteString(stop: number): string | null {
    const shifted = Buffer.allocUnsafe(Math.max(0, stop - this.#at))
    for (let index = this.#at; index < stop; index += 1) {
      const byte = this.#bytes.readUInt8(index)
      if (byte >= 0x80) return null
      shifted[index - this.#at] = byte - 1
    }
    if (stop < 0) return null
    this.#at = stop + 1
    return shifted.toString('latin1')
  }

  #binary(): ArrayBuffer {
    const bytes: number[] = []
    for (;;) {
      const byte = this.#next()
      if (byte === end) return Uint8Array.from(bytes).buffer
      bytes.push(byte > 1 ? byte : this.#next() - 1)
    }
  }

  #array(): KeyValue[] {
    return Array.from(this.#elements()) // defines its elements: no setter of a prototype is called
  }

  *#elements(): Generator<KeyValue> {
    while (this.#bytes[this.#at] !== end) yield this.read()
    this.#at += 1
  }
}

function unreadable(): DOMException {
  return exception('NotReadableError', 'A stored key cannot be read.')
}
