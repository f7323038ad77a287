import type { Key } from '../keys/key.ts'

/** A record's place in an index: `key` is the index's key without the record's. */
export type Entry = { readonly index: number; readonly key: Key }

/** What a record keeps about itself in indexes, so that it can be taken out of them without knowing its value; null for nothing. */
export function packEntries(entries: readonly Entry[]): Uint8Array | null {
  if (entries.length === 0) return null
  const bytes = Buffer.allocUnsafe(entries.reduce((sum, { key }) => sum + 10 + key.length, 0))
  let at = 0
  for (const { index, key } of entries) {
    at = bytes.writeUIntBE(index, at, 6)
    at = bytes.writeUInt32BE(key.length, at)
    bytes.set(key, at)
    at += key.length
  }
  return bytes
}

export function unpackEntries(packed: Uint8Array | null): readonly Entry[] {
  if (packed === null) return []
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
  const entries: Entry[] = []
  let at = 0
  while (at < bytes.length) {
    const index = bytes.readUIntBE(at, 6)
    const length = bytes.readUInt32BE(at + 6)
    entries.push({ index, key: bytes.subarray(at + 10, at + 10 + length) })
    at += 10 + length
  }
  return entries
}
