import type { Clock } from '../../main/engine/base/clock.ts'

type Sleeper = { readonly until: number; readonly wake: () => void }

/** The computer's own clock, which a test puts forward: whoever would have woken meanwhile wakes at once. */
export class JumpingClock implements Clock {
  readonly #sleepers = new Set<Sleeper>()
  #ahead = 0

  now(): number {
    return Date.now() + this.#ahead
  }

  uptime(): number {
    return performance.now() + this.#ahead
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason)
      const end = (settle: () => void): void => {
        clearTimeout(timer)
        this.#sleepers.delete(sleeper)
        signal?.removeEventListener('abort', abort)
        settle()
      }
      const abort = (): void => end(() => reject(signal?.reason))
      const sleeper = { until: this.now() + ms, wake: () => end(resolve) }
      const timer = setTimeout(sleeper.wake, Math.min(ms, 2 ** 31 - 1))
      signal?.addEventListener('abort', abort, { once: true })
      this.#sleepers.add(sleeper)
    })
  }

  jump(ms: number): void {
    this.#ahead += ms
    for (const sleeper of [...this.#sleepers]) if (sleeper.until <= this.now()) sleeper.wake()
  }
}
