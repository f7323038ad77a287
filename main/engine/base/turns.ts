import { setImmediate as nextTurn } from 'node:timers/promises'

/** Lets everybody else have a turn now and then, while something long is done piece by piece. */
export class Turns {
  readonly #most: number
  #done = 0

  /** `most`: so much is done in one go, in whatever unit `after` is told. Some milliseconds' worth. */
  constructor(most: number) {
    this.#most = most
  }

  /** So much more was done. Resolves at once, or after the others' turn. */
  async after(amount: number): Promise<void> {
    this.#done += amount
    if (this.#done < this.#most) return
    this.#done = 0
    await nextTurn()
  }
}
