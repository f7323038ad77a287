import type { Clock } from '../../engine/base/clock.ts'

const most = 5
const withinMs = 60_000
const firstDelayMs = 100

/**
 * How often something may crash before it is left down: five times in a minute. The first restart comes at once, later ones take longer.
 */
export class RestartBudget {
  readonly #clock: Clock
  #crashes: readonly number[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts a crash. Answers after how many milliseconds to start again, or undefined when it is enough. */
  spend(): number | undefined {
    const now = this.#clock.now()
    this.#crashes = [...this.#crashes.filter((at) => now - at < withinMs), now]
    return this.#crashes.length > most ? undefined : firstDelayMs * 2 ** (this.#crashes.length - 1)
  }

  /** Forgets the crashes: the user asked for another attempt. */
  reset(): void {
    this.#crashes = []
  }
}
