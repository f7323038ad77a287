import { isRoomId, type RoomId } from '../../../../preload/contract/ids.ts'
import { isRecord, parseJson, type JsonRecord } from '../../base/json.ts'
import { HomeserverError } from '../../matrix/errors.ts'

/** One key of a backup as it came. `data` is null for what is no object, or larger than any key is. */
export type BackedUpSession = { readonly roomId: RoomId; readonly sessionId: string; readonly data: JsonRecord | null }

/** A key takes 1,200 characters. */
const largestSession = 64 * 1024
const longestName = 1024

/**
 * Takes a backup apart while it comes, one key at a time: the whole of it (`{"rooms": {room: {"sessions": {session: key}}}}`) can be larger
 * than what this process should ever hold. Throws `bad-response` when it ends before its end.
 */
export async function* readSessions(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<BackedUpSession, void, undefined> {
  const decoder = new TextDecoder()
  const reader = new SessionReader()
  for await (const piece of pieces) yield* reader.take(decoder.decode(piece, { stream: true }))
  yield* reader.take(decoder.decode())
  if (!reader.isWhole) throw new HomeserverError('bad-response', { detail: 'The backup of keys broke off.' })
}

// Codes of the characters that give JSON its shape.
const [quote, backslash, colon, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x5c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d]
/** How many objects are open around a key: the root, `rooms`, the room and `sessions`. */
const aroundSession = 4

/** Follows the nesting of JSON text and cuts out what lies at the depth of a key. What it cuts out is parsed as JSON; the rest only skipped. */
class SessionReader {
  #text = ''
  /** Where in the text to go on. */
  #at = 0
  #depth = 0
  #hasBegun = false
  #isInString = false
  #isEscaped = false
  /** Where the name or the key that is being read begins; -1: none is. */
  #start = -1
  #isInSession = false
  #isTooLarge = false
  #lastString = ''
  // The name under which we are, at each depth.
  readonly #names: string[] = []

  get isWhole(): boolean {
    return this.#hasBegun && this.#depth === 0
  }

  *take(piece: string): Generator<BackedUpSession, void, undefined> {
    this.#text += piece
    for (; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at)
      if (this.#isInString) this.#inString(code)
      else if (code === quote) this.#beginString()
      else if (code === colon) this.#name()
      else if (code === openBrace || code === openBracket) this.#open(code)
      else if (code === closeBrace || code === closeBracket) {
        const session = this.#close()
        if (session !== undefined) yield session
      }
    }
    this.#forget()
  }

  #inString(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (code === backslash) this.#isEscaped = true
    else if (code === quote) {
      this.#isInString = false
      if (this.#isInSession) return
      this.#lastString = this.#start === -1 ? '""' : this.#text.slice(this.#start, this.#at + 1)
      this.#start = -1
    }
  }

  #beginString(): void {
    this.#isInString = true
    if (!this.#isInSession) this.#start = this.#at
  }

  #name(): void {
    if (this.#isInSession || this.#depth > aroundSession) return
    this.#names.length = this.#depth
    this.#names[this.#depth] = String(parseOrNull(this.#lastString))
  }

  #open(code: number): void {
    const [, rooms, , sessions] = this.#names
    if (!this.#isInSession && this.#depth === aroundSession && code === openBrace && rooms === 'rooms' && sessions === 'sessions') {
      this.#isInSession = true
      this.#start = this.#at
    }
    this.#depth += 1
    this.#hasBegun = true
  }

  #close(): BackedUpSession | undefined {
    this.#depth -= 1
    if (!this.#isInSession || this.#depth !== aroundSession) return undefined
    const data = this.#isTooLarge ? null : parseOrNull(this.#text.slice(this.#start, this.#at + 1))
    this.#isInSession = false
    this.#isTooLarge = false
    this.#start = -1
    const [, , roomId, , sessionId] = this.#names
    return isRoomId(roomId) && sessionId !== undefined ? { roomId, sessionId, data: isRecord(data) ? data : null } : undefined
  }

  /** Keeps of the text only what is not read to its end; what is longer than it can be is not kept either. */
  #forget(): void {
    const kept = this.#start === -1 ? 0 : this.#text.length - this.#start
    if (kept > (this.#isInSession ? largestSession : longestName)) {
      this.#isTooLarge = this.#isInSession
      this.#start = this.#isInSession ? this.#text.length : -1
    }
    this.#text = this.#start === -1 ? '' : this.#text.slice(this.#start)
    this.#at = this.#text.length
    if (this.#start !== -1) this.#start = 0
  }
}

function parseOrNull(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return null
  }
}
