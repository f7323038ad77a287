import { ownString, type JsonRecord } from '../../base/json.ts'

/**
 * What can be read of an encrypted event without its key (client-server API, "m.megolm.v1.aes-sha2"; the Megolm specification, "Message
 * format"). `sessionId`: '' where it does not say. `messageIndex`: within the session, null where it does not say.
 */
export type MegolmMessage = {
  readonly sessionId: string
  readonly messageIndex: number | null
  /** Why no key can ever open it; null when one may. */
  readonly defect: 'malformed' | 'unsupported' | null
}

const algorithm = 'm.megolm.v1.aes-sha2'
const longestSessionId = 255
const versionByte = 3
/** Field 1 of the message, a varint. */
const indexTag = 0x08
const largestIndex = 2 ** 32 - 1

export function readMegolmMessage(content: JsonRecord): MegolmMessage {
  const said = ownString(content, 'session_id')
  const sessionId = said !== undefined && said.length <= longestSessionId ? said : ''
  const saidAlgorithm = ownString(content, 'algorithm')
  const ciphertext = ownString(content, 'ciphertext')
  if (saidAlgorithm !== undefined && saidAlgorithm !== algorithm) return { sessionId, messageIndex: null, defect: 'unsupported' }
  const messageIndex = ciphertext === undefined ? null : readIndex(ciphertext)
  const isWhole = saidAlgorithm === algorithm && sessionId !== '' && messageIndex !== null
  return { sessionId, messageIndex, defect: isWhole ? null : 'malformed' }
}

/** Of the first bytes: the version, the tag of the index and the index, least significant group of seven bits first. */
function readIndex(ciphertext: string): number | null {
  const bytes = Buffer.from(ciphertext.slice(0, 12), 'base64')
  if (bytes[0] !== versionByte || bytes[1] !== indexTag) return null
  let index = 0
  for (let at = 0; at < 5; at += 1) {
    const byte = bytes[2 + at]
    if (byte === undefined) return null
    index += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) return index <= largestIndex ? index : null
  }
  return null
}
