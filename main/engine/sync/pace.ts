import type { Clock } from '../base/clock.ts'

// An answer to a question that may wait and holds nothing, sooner than this, is none: a server that has news says them.
const hastyMs = 1_000
const hastyAllowed = 3
const rest = { firstMs: 500, capMs: 30_000 }
// A position that was good for so long makes up for those that were forgotten before.
const goodForMs = 10 * 60_000

/**
 * Keeps the loop from running in circles with a server that answers well and means nothing by it: one that sends empty answers without waiting, or
 * that forgets each position a moment after it gave it.
 */
export class Pace {
  readonly #clock: Clock
  #begunAt = 0
  #mayWait = false
  #hasty = 0
  #forgettings = 0
  #forgottenAt = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** How often, one time soon after another, the server forgot a position. */
  get forgettings(): number {
    return this.#clock.uptime() - this.#forgottenAt < goodForMs ? this.#forgettings : 0
  }

  begins(mayWait: boolean): void {
    this.#begunAt = this.#clock.uptime()
    this.#mayWait = mayWait
  }

  forgotten(): void {
    this.#forgettings = this.forgettings + 1
    this.#forgottenAt = this.#clock.uptime()
  }

  /** Between two rounds that went well: at once, unless nothing came in no time, again and again, or until the signal. */
  async rest(isEmpty: boolean, signal: AbortSignal): Promise<void> {
    this.#hasty = this.#mayWait && isEmpty && this.#clock.uptime() - this.#begunAt < hastyMs ? this.#hasty + 1 : 0
    const beyond = this.#hasty - hastyAllowed
    if (beyond > 0) await this.#clock.sleep(Math.min(rest.capMs, rest.firstMs * 2 ** (beyond - 1)), signal).catch(() => undefined)
  }
}
