import { isRecord, parseJson, type JsonRecord } from '../base/json.ts'
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
  let value: unknown
  try {
    value = parseJson(text)
  } catch (cause) {
    const isPage = response.headers.get('content-type')?.includes('html') === true || text.trimStart().startsWith('<')
    throw new HomeserverError(isPage ? 'not-matrix' : 'bad-response', { status: response.status, cause })
  }
  if (!isRecord(value)) throw new HomeserverError('bad-response', { status: response.status })
  return value
}

function answerTooLarge(response: Response, maxBytes: number): HomeserverError {
  return new HomeserverError('too-large', {
    message: `The homeserver's answer is larger than ${maxBytes} bytes, and was not taken.`,
    status: response.status,
  })
}
