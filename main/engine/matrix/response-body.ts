import { isRecord, parseJson, type JsonRecord } from '../base/json.ts'
import { PartwiseJson, type JsonParts } from '../base/json-parts.ts'
import { Turns } from '../base/turns.ts'
import { HomeserverError } from './errors.ts'

/** The body piece by piece; throws `too-large` as soon as it is known to exceed `maxBytes`. `onPiece` hears of each piece. */
export async function* readPieces(response: Response, maxBytes: number, onPiece: () => void): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0
  // Counted after decompression: a small body can be a large one folded up.
  for await (const piece of response.body ?? []) {
    size += piece.byteLength
    if (size > maxBytes) throw answerTooLarge(response, maxBytes)
    onPiece()
    yield piece
  }
}

/** The body as text. What is not UTF-8 becomes U+FFFD: one broken byte must not cost a whole response. */
export async function readText(response: Response, maxBytes: number, onPiece: () => void): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of readPieces(response, maxBytes, onPiece)) text += decoder.decode(piece, { stream: true })
  return text + decoder.decode()
}

/** The JSON object in a successful response. A web page in its place is `not-matrix`, anything else `bad-response`. */
export function readObject(text: string, response: Response): JsonRecord {
  try {
    return requireObject(parseJson(text), response)
  } catch (error) {
    throw noObject(error, text, response)
  }
}

/** Some milliseconds' worth of parsing, in bytes. */
const bytesInOneGo = 128 * 1024
const largestPiece = 32 * 1024

/** The same for a large answer: read part by part as it comes, so that nobody has to wait until all of it is parsed. */
export async function readLargeObject(
  response: Response, parts: JsonParts, { maxBytes, onPiece }: { readonly maxBytes: number; readonly onPiece: () => void },
): Promise<JsonRecord> {
  const decoder = new TextDecoder()
  const json = new PartwiseJson(parts)
  const turns = new Turns(bytesInOneGo)
  for await (const piece of readPieces(response, maxBytes, onPiece)) {
    for (let at = 0; at < piece.byteLength; at += largestPiece) {
      const bytes = piece.subarray(at, at + largestPiece)
      const text = decoder.decode(bytes, { stream: true })
      // What breaks is not read any further.
      try {
        json.take(text)
      } catch (error) {
        throw noObject(error, json.rest, response)
      }
      await turns.after(bytes.byteLength)
    }
  }
  try {
    json.take(decoder.decode())
    return requireObject(json.end(), response)
  } catch (error) {
    throw noObject(error, json.rest, response)
  }
}

function requireObject(value: unknown, { status }: Response): JsonRecord {
  if (!isRecord(value)) throw new HomeserverError('bad-response', { status })
  return value
}

function noObject(error: unknown, text: string, { status, headers }: Response): HomeserverError {
  if (error instanceof HomeserverError) return error
  const isPage = headers.get('content-type')?.includes('html') === true || text.trimStart().startsWith('<')
  return new HomeserverError(isPage ? 'not-matrix' : 'bad-response', { status, cause: error })
}

function answerTooLarge(response: Response, maxBytes: number): HomeserverError {
  return new HomeserverError('too-large', {
    message: `The homeserver's answer is larger than ${maxBytes} bytes, and was not taken.`,
    status: response.status,
  })
}
