import { ownString, type JsonRecord } from '../../base/json.ts'

const version = 3
const indexTag = 0x08

/**
 * How many messages came before this one in its Megolm session, as its ciphertext says it in the open: a version byte, then fields of a tag
 * and a value, the index as a number in groups of seven bits (Olm specification, "Megolm message format"). Null where it does not.
 */
export function messageIndexOf(content: JsonRecord): number | null {
  const bytes = Buffer.from(ownString(content, 'ciphertext')?.slice(0, 16) ?? '', 'base64')
  if (bytes[0] !== version || bytes[1] !== indexTag) return null
  let index = 0
  for (let at = 2, shift = 1; at < bytes.length; at += 1, shift *= 128) {
    const byte = bytes[at] ?? 0
    index += (byte & 0x7f) * shift
    if (byte < 0x80) return index
  }
  return null
}
