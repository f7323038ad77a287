import { jsonLimits, parseJson } from './json.ts'

/** Which objects of a large JSON text are parsed each by itself. */
export type JsonParts = {
  /** How many objects lie around each of them. */
  readonly depth: number
  /** Whether the object under these names, from the outermost on, is one. */
  readonly isPart: (names: readonly (string | null)[]) => boolean
}

// Codes of the characters that give JSON its shape.
const [quote, backslash, colon, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x5c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d]

/**
 * Parses a JSON text that comes in pieces: some of its objects each by itself as soon as it is whole, and at the end the rest, in which
 * something else stands for them. What comes of it is what `parseJson` makes of the whole text, to the last oddity (names that come twice,
 * what is too deep, what is no JSON); but nothing is ever done for all of the text at once.
 */
export class PartwiseJson {
  readonly #parts: JsonParts
  /** Begins the strings that stand for parts. Nobody can have written it before. */
  readonly #mark = `${crypto.randomUUID()} `
  readonly #values: unknown[] = []
  #rest = ''
  #part = ''
  #string = ''
  #depth = 0
  #isInPart = false
  #isInString = false
  /** The last characters were an odd number of backslashes. */
  #isEscaping = false
  // The name under which we are, at each depth; null: in an array.
  readonly #names: (string | null)[] = []

  constructor(parts: JsonParts) {
    this.#parts = parts
  }

  /** Throws as `parseJson` does when a part is no JSON. */
  take(piece: string): void {
    let from = 0
    const keep = (until: number): void => {
      if (this.#isInPart) this.#part += piece.slice(from, until)
      else this.#rest += piece.slice(from, until)
      from = until
    }
    for (let at = 0; at < piece.length; at += 1) {
      if (this.#isInString) {
        at = this.#endOfString(piece, at)
        continue
      }
      switch (piece.charCodeAt(at)) {
        case quote:
          this.#isInString = true
          this.#string = ''
          break
        case colon:
          this.#name()
          break
        case openBrace:
          if (this.#isPart()) {
            keep(at)
            this.#isInPart = true
          }
          this.#depth += 1
          break
        case openBracket:
          this.#depth += 1
          break
        case closeBrace:
        case closeBracket:
          this.#depth -= 1
          if (this.#isInPart && this.#depth === this.#parts.depth) {
            keep(at + 1)
            this.#endPart()
          }
          break
      }
    }
    keep(piece.length)
  }

  /** The whole, once all has come. Throws as `parseJson` does. */
  end(): unknown {
    // A part that broke off is no JSON either.
    const value = parseJson(this.#rest + this.#part)
    return this.#filled(value, 0)
  }

  /** What has come and is no part, for who wants to know what it is instead of JSON. */
  get rest(): string {
    return this.#rest
  }

  #isPart(): boolean {
    const { depth, isPart } = this.#parts
    return !this.#isInPart && this.#depth === depth && this.#names.length === depth && !this.#names.includes(null) && isPart(this.#names)
  }

  /** Where the string ends that we are in, or the piece does. */
  #endOfString(piece: string, start: number): number {
    for (let at = start, from = start; ; from = at + 1) {
      at = piece.indexOf('"', from)
      const end = at === -1 ? piece.length : at
      let backslashes = 0
      while (end - 1 - backslashes >= start && piece.charCodeAt(end - 1 - backslashes) === backslash) backslashes += 1
      const isAllEscape = backslashes === end - start
      const isOdd = (backslashes + (isAllEscape && this.#isEscaping ? 1 : 0)) % 2 === 1
      if (at !== -1 && isOdd) continue
      if (this.#mayBeName) this.#string += piece.slice(start, end)
      this.#isEscaping = at === -1 && isOdd
      this.#isInString = at === -1
      return end
    }
  }

  get #mayBeName(): boolean {
    return !this.#isInPart && this.#depth >= 1 && this.#depth <= this.#parts.depth
  }

  #name(): void {
    if (!this.#mayBeName) return
    this.#names.length = Math.min(this.#names.length, this.#depth - 1)
    while (this.#names.length < this.#depth - 1) this.#names.push(null)
    this.#names.push(readName(this.#string))
  }

  #endPart(): void {
    this.#values.push(parseJson(this.#part, { ...jsonLimits, maxDepth: jsonLimits.maxDepth - this.#parts.depth }))
    this.#rest += `"${this.#mark}${this.#values.length - 1}"`
    this.#part = ''
    this.#isInPart = false
  }

  #filled(value: unknown, depth: number): unknown {
    if (depth === this.#parts.depth) return this.#valueFor(value)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    for (const [name, inner] of Object.entries(value)) {
      const filled = this.#filled(inner, depth + 1)
      // `__proto__` is a name like others here.
      if (filled !== inner) Object.defineProperty(value, name, { value: filled, writable: true, enumerable: true, configurable: true })
    }
    return value
  }

  #valueFor(value: unknown): unknown {
    return typeof value === 'string' && value.startsWith(this.#mark) ? this.#values[Number(value.slice(this.#mark.length))] : value
  }
}

function readName(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`))
  } catch {
    return ''
  }
}
