const newline = 0x0a

/** Cuts a stream of bytes into lines, and never keeps more than one line's worth of bytes. */
export class LineSplitter {
  readonly #longest: number
  #pieces: Uint8Array[] = []
  #size = 0
  #isSkipping = false

  /** `longest` in bytes. A longer line is thrown away up to its end, and shows as `null`. */
  constructor(longest: number) {
    this.#longest = longest
  }

  /** The lines that end within `bytes`, without their newline; bytes that are no UTF-8 become U+FFFD. */
  *push(bytes: Uint8Array): Generator<string | null, void, undefined> {
    let start = 0
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      this.#keep(bytes.subarray(start, end))
      start = end + 1
      yield this.#take()
    }
    this.#keep(bytes.subarray(start))
  }

  #keep(piece: Uint8Array): void {
    if (this.#isSkipping || piece.byteLength === 0) return
    this.#size += piece.byteLength
    this.#isSkipping = this.#size > this.#longest
    if (this.#isSkipping) this.#pieces = []
    // A copy: the stream may use its buffer again.
    else this.#pieces.push(Uint8Array.from(piece))
  }

  #take(): string | null {
    const line = this.#isSkipping ? null : Buffer.concat(this.#pieces).toString('utf8')
    this.#pieces = []
    this.#size = 0
    this.#isSkipping = false
    return line
  }
}
