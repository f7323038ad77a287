import { backoffDelay } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Log } from '../base/log.ts'
import type { HomeserverError } from './errors.ts'

/** `since` and `nextTryAt` in milliseconds since the epoch. `unknown` until the first request has ended. */
export type ConnectivityState =
  | { readonly is: 'unknown' }
  | { readonly is: 'online' }
  | { readonly is: 'offline'; readonly since: number; readonly nextTryAt: number; readonly reason: HomeserverError }

export type ConnectivityOptions = { readonly clock: Clock; readonly random: () => number; readonly log: Log }

const baseMs = 1_000
const capMs = 60_000
// Full jitter may say "at once"; a server that is away gets at least this much peace.
const leastMs = 500

/**
 * Whether the homeserver can be reached, learnt from requests that were made anyway. While it cannot, one loop probes (the sync loop,
 * by `untilTry`) and everybody else waits for its success (`untilOnline`), so that there is one request in flight and not a hundred.
 */
export class Connectivity {
  readonly #clock: Clock
  readonly #random: () => number
  readonly #changes: Emitter<ConnectivityState>
  #state: ConnectivityState = { is: 'unknown' }
  #attempt = 0
  // By the clock that does not jump, other than what the state shows.
  #lastSuccess = -Infinity
  #nextTry = 0
  // What the server said what time it is, and when it did, by the clock that does not jump.
  #told: { readonly date: number; readonly at: number } | null = null
  // Aborted, and replaced, when whoever sleeps until the next try shall look again.
  #sleepers = new AbortController()

  constructor({ clock, random, log }: ConnectivityOptions) {
    this.#clock = clock
    this.#random = random
    this.#changes = new Emitter(log)
  }

  get state(): ConnectivityState {
    return this.#state
  }

  /**
   * What time it is, in milliseconds since the epoch: no earlier than it is for the homeserver. A computer whose clock is years behind would
   * take everything for a word from the future.
   */
  now(): number {
    const ours = this.#clock.now()
    const theirs = this.#told === null ? ours : this.#told.date + this.#clock.uptime() - this.#told.at
    return Math.max(ours, theirs)
  }

  /** Takes note of an answer's Date header (RFC 9110, 6.6.1). */
  heard(date: string | null): void {
    const ms = Date.parse(date ?? '')
    if (!Number.isNaN(ms)) this.#told = { date: ms, at: this.#clock.uptime() }
  }

  /** Hears every new state; returns the function that ends it. */
  onChange(listener: (state: ConnectivityState) => void): () => void {
    return this.#changes.on(listener)
  }

  /** The homeserver answered, be it with an error. */
  succeeded(): void {
    this.#lastSuccess = this.#clock.uptime()
    this.#attempt = 0
    if (this.#state.is !== 'online') this.#become({ is: 'online' })
  }

  /** A request begun at `startedAt` (`Clock.uptime`) got no answer. Counts only if nothing else has got one since: one slow endpoint is not offline. */
  failed(reason: HomeserverError, startedAt: number): void {
    if (this.#lastSuccess >= startedAt) return
    const now = this.#clock.now()
    // Requests that fail together are one failed attempt.
    if (this.#state.is === 'offline' && this.#clock.uptime() < this.#nextTry) return
    const delay = Math.max(leastMs, backoffDelay(this.#attempt, { baseMs, capMs, random: this.#random }))
    const since = this.#state.is === 'offline' ? this.#state.since : now
    this.#attempt += 1
    this.#nextTry = this.#clock.uptime() + delay
    this.#become({ is: 'offline', since, nextTryAt: now + delay, reason })
  }

  /** Tries now instead of at `nextTryAt`: the user asks for it, or the computer woke up or changed its network. */
  wake(): void {
    this.#attempt = 0
    if (this.#state.is !== 'offline') return
    this.#nextTry = this.#clock.uptime()
    this.#become({ ...this.#state, nextTryAt: this.#clock.now() })
  }

  /** For the loop that probes: resolves at once unless offline, then at `nextTryAt` or `wake`. Rejects with the signal's reason. */
  async untilTry(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    while (this.#state.is === 'offline') {
      const left = this.#nextTry - this.#clock.uptime()
      if (left <= 0) return
      await this.#sleep(left, signal)
    }
  }

  /** For everybody else: resolves at once unless offline, then when a request has succeeded. Rejects with the signal's reason. */
  async untilOnline(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    while (this.#state.is === 'offline') {
      await new Promise<void>((resolve, reject) => {
        const end = () => {
          off()
          signal?.removeEventListener('abort', onAbort)
        }
        const onAbort = () => {
          end()
          reject(signal?.reason)
        }
        const off = this.onChange(() => {
          end()
          resolve()
        })
        signal?.addEventListener('abort', onAbort, { once: true })
      })
    }
  }

  #become(state: ConnectivityState): void {
    this.#state = state
    const sleepers = this.#sleepers
    this.#sleepers = new AbortController()
    sleepers.abort()
    this.#changes.emit(state)
  }

  async #sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const wake = new AbortController()
    const onSignal = () => wake.abort()
    const signals = [this.#sleepers.signal, ...(signal === undefined ? [] : [signal])]
    for (const one of signals) one.addEventListener('abort', onSignal, { once: true })
    try {
      await this.#clock.sleep(ms, wake.signal)
    } catch {
      signal?.throwIfAborted()
    } finally {
      for (const one of signals) one.removeEventListener('abort', onSignal)
    }
  }
}
