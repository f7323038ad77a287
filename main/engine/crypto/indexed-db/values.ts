/**
 * Values as bytes: V8's own structured clone. It is written in V8's format 15, which every V8 since 2021 writes and which later ones go on reading;
 * a test tells when Node writes another, for then a program on an older V8 could no longer read the file.
 */
import { Deserializer, Serializer } from 'node:v8'
import { exception } from './exceptions.ts'

/** Throws a `DataCloneError` for what cannot be kept, and what a getter throws. */
export function serialize(value: unknown): Uint8Array {
  const serializer = new StorageSerializer()
  serializer.writeHeader()
  serializer.writeValue(value)
  refuseInterfaces(value)
  return serializer.releaseBuffer()
}

/** Throws a `NotReadableError` when the bytes are no value. */
export function deserialize(bytes: Uint8Array): unknown {
  try {
    const deserializer = new Deserializer(bytes)
    deserializer.readHeader()
    return deserializer.readValue()
  } catch (error) {
    throw exception('NotReadableError', 'A stored value cannot be read.', error)
  }
}

class StorageSerializer extends Serializer {
  /** Called by V8, without `new`. */
  _getDataCloneError(message: string): DOMException {
    return exception('DataCloneError', message)
  }

  _getSharedArrayBufferId(): never {
    throw exception('DataCloneError', 'Shared memory cannot be stored.')
  }

  _writeHostObject(): never {
    throw exception('DataCloneError', 'The object cannot be stored.')
  }
}

/** Objects of the platform, which are more than their properties. */
const platform = /^(IDB\w+|Blob|File|\w*Event|\w*EventTarget|URL|URLSearchParams|Headers|Request|Response|FormData|Abort\w+|Message\w+|\w+Stream|Crypto\w*)$/

/**
 * Node writes many objects of the platform in JavaScript, and V8 takes those for ordinary ones without properties. They are looked for where one
 * might put them: as the value, or as a property of it.
 */
function refuseInterfaces(value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return
  refuseInterface(value)
  for (const key of Object.keys(value)) {
    const property: unknown = Object.getOwnPropertyDescriptor(value, key)?.value
    if (typeof property === 'object' && property !== null) refuseInterface(property)
  }
}

function refuseInterface(value: object): void {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null || prototype === Array.prototype) return
  const name = Object.prototype.toString.call(value).slice('[object '.length, -1)
  if (platform.test(name)) throw exception('DataCloneError', `An object of the kind ${name} cannot be stored.`)
}
