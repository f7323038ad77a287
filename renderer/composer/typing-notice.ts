/**
 * Tells the room that somebody writes, without telling it every letter: when writing starts, again while it goes on, and that it stopped
 * after a pause, on sending, on emptying and on leaving.
 */
export class TypingNotice {
  readonly #tell: (isTyping: boolean) => void
  #toldAt = Number.NEGATIVE_INFINITY
  #pause: ReturnType<typeof setTimeout> | null = null

  constructor(tell: (isTyping: boolean) => void) {
    this.#tell = tell
  }

  /** The text changed by the user's hand. */
  changed(isEmpty: boolean): void {
    if (isEmpty) return this.stop()
    if (this.#pause !== null) clearTimeout(this.#pause)
    this.#pause = setTimeout(() => this.stop(), pauseMs)
    if (Date.now() - this.#toldAt < renewMs) return
    this.#toldAt = Date.now()
    this.#tell(true)
  }

  /** Says so only where it was said that somebody writes. */
  stop(): void {
    if (this.#pause === null) return
    clearTimeout(this.#pause)
    this.#pause = null
    this.#toldAt = Number.NEGATIVE_INFINITY
    this.#tell(false)
  }
}

const pauseMs = 5000
const renewMs = 10_000
