import type { Clock } from '../../main/engine/base/clock.ts'

type Sleeper = { until: number; readonly wake: () => void }

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  readonly #start: number
  // How far the computer's idea of the time is off.
  #off = 0
  #now: number
  readonly #sleepers = new Set<Sleeper>()
  readonly #watchers = new Set<() => void>()

  /** @param start milliseconds since the epoch */
  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#start = start
    this.#now = start
  }

  now(): number {
    return this.#now + this.#off
  }

  uptime(): number {
    return this.#now - this.#start
  }

  /** Somebody sets the computer's clock, forward or back: no time passes. */
  set(ms: number): void {
    this.#off += ms
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason)
        return
      }
      const onAbort = (): void => {
        this.#sleepers.delete(sleeper)
        reject(signal?.reason)
      }
      const wake = (): void => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }
      const sleeper = { until: this.#now + Math.max(0, ms), wake }
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#sleepers.add(sleeper)
      for (const watcher of [...this.#watchers]) watcher()
    })
  }

  /** How long each sleeper still sleeps, shortest first, in milliseconds. */
  get sleeping(): readonly number[] {
    return [...this.#sleepers].map((sleeper) => sleeper.until - this.#now).sort((a, b) => a - b)
  }

  /** Resolves as soon as at least `count` sleepers sleep. */
  async untilSleeping(count = 1): Promise<void> {
    while (this.#sleepers.size < count) {
      await new Promise<void>((resolve) => {
        const watcher = (): void => {
          this.#watchers.delete(watcher)
          resolve()
        }
        this.#watchers.add(watcher)
      })
    }
  }

  /** Lets `ms` milliseconds pass. Whoever wakes meanwhile goes on, at the moment it asked for, before the next one wakes. */
  async advance(ms: number): Promise<void> {
    const target = this.#now + ms
    await settle()
    for (let next = this.#nextUntil(target); next !== null; next = this.#nextUntil(target)) {
      this.#now = Math.max(this.#now, next.until)
      this.#sleepers.delete(next)
      next.wake()
      await settle()
    }
    this.#now = target
  }

  #nextUntil(target: number): Sleeper | null {
    let next: Sleeper | null = null
    for (const sleeper of this.#sleepers) {
      if (sleeper.until <= target && (next === null || sleeper.until < next.until)) next = sleeper
    }
    return next
  }
}

/** Everything that could go on without the clock has gone on: promise jobs run before the next turn of the event loop. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
