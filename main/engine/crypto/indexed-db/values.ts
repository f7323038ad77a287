import { Deserializer, Serializer } from 'node:v8'
import { exception } from './exceptions.ts'

/**
 * Values as bytes: V8's own structured clone, which says of everything whether it can be kept. Throws a `DataCloneError` for what cannot, and what
 * a getter throws.
 */
export function serialize(value: unknown): Uint8Array {
  const serializer = new StorageSerializer()
  serializer.writeHeader()
  serializer.writeValue(value)
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
