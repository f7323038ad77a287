/** A value that was cut out of a JSON text: `names` under which it lies, from the outermost on; its text, or null when it is too large. */
export type JsonItem = { readonly names: readonly string[]; readonly text: string | null }

export type JsonItemOptions = {
  /** How many objects or arrays lie around an item. */
  readonly depth: number
  /** Whether what lies under these names is one. */
  readonly isItem: (names: readonly string[]) => boolean
  /** Longer ones are too large, in characters. */
  readonly longest: number
}

const longestName = 1024
// Codes of the characters that give JSON its shape.
const [quote, backslash, colon, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x5c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d]

/**
 * Follows the nesting of a JSON text that comes in pieces, and cuts out the objects of one depth: the whole may be larger than what this
 * process should ever hold. What lies between them is skipped and not checked.
 */
export class JsonItems {
  readonly #options: JsonItemOptions
  #text = ''
  /** Where in the text to go on. */
  #at = 0
  #depth = 0
  #hasBegun = false
  /** More was closed than was opened: this is no JSON. */
  #isBroken = false
  #isInString = false
  #isEscaped = false
  /** Where the name or the item that is being read begins; -1: none is. */
  #start = -1
  #isInItem = false
  #isTooLarge = false
  #lastString = '""'
  // The name under which we are, at each depth.
  readonly #names: string[] = []

  constructor(options: JsonItemOptions) {
    this.#options = options
  }

  /** Everything that was opened was closed. */
  get isWhole(): boolean {
    return this.#hasBegun && this.#depth === 0 && !this.#isInString && !this.#isBroken
  }

  *take(piece: string): Generator<JsonItem, void, undefined> {
    this.#text += piece
    for (; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at)
      if (this.#isInString) this.#inString(code)
      else if (code === quote) this.#beginString()
      else if (code === colon) this.#name()
      else if (code === openBrace || code === openBracket) this.#open(code)
      else if (code === closeBrace || code === closeBracket) {
        const item = this.#close()
        if (item !== undefined) yield item
      }
    }
    this.#forget()
  }

  #inString(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (code === backslash) this.#isEscaped = true
    else if (code === quote) {
      this.#isInString = false
      if (this.#isInItem) return
      this.#lastString = this.#start === -1 ? '""' : this.#text.slice(this.#start, this.#at + 1)
      this.#start = -1
    }
  }

  #beginString(): void {
    this.#isInString = true
    if (!this.#isInItem) this.#start = this.#at
  }

  #name(): void {
    if (this.#isInItem || this.#depth < 1 || this.#depth > this.#options.depth) return
    this.#names.length = this.#depth
    this.#names[this.#depth - 1] = readName(this.#lastString)
  }

  #open(code: number): void {
    const { depth, isItem } = this.#options
    if (!this.#isInItem && this.#depth === depth && code === openBrace && isItem(this.#names)) {
      this.#isInItem = true
      this.#start = this.#at
    }
    this.#depth += 1
    this.#hasBegun = true
  }

  #close(): JsonItem | undefined {
    if (this.#depth === 0) this.#isBroken = true
    else this.#depth -= 1
    if (!this.#isInItem || this.#depth !== this.#options.depth) return undefined
    const text = this.#isTooLarge ? null : this.#text.slice(this.#start, this.#at + 1)
    this.#isInItem = false
    this.#isTooLarge = false
    this.#start = -1
    return { names: [...this.#names], text }
  }

  /** Keeps of the text only what is not read to its end; what is longer than it can be is not kept either. */
  #forget(): void {
    const kept = this.#start === -1 ? 0 : this.#text.length - this.#start
    if (kept > (this.#isInItem ? this.#options.longest : longestName)) {
      this.#isTooLarge = this.#isInItem
      this.#start = this.#isInItem ? this.#text.length : -1
    }
    this.#text = this.#start === -1 ? '' : this.#text.slice(this.#start)
    this.#at = this.#text.length
    if (this.#start !== -1) this.#start = 0
  }
}

function readName(text: string): string {
  try {
    return String(JSON.parse(text))
  } catch {
    return ''
  }
}
