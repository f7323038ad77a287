import type { UndecryptedCause } from '../../../../preload/contract/rows/encryption-row.ts'
import type { WaitingEvent } from '../../store/tables/waiting-events.ts'

const batchSize = 64
/** So many messages of sessions that are being asked about are kept back while others go on. */
const mostDeferred = 1_000

/** While a session's key is missing it is missing for all of its messages. */
const keyless: ReadonlySet<UndecryptedCause | null> = new Set<UndecryptedCause>([
  'no-key', 'before-joining', 'in-backup', 'withheld', 'withheld-unverified',
])

/**
 * Messages to be tried, in order, a batch at a time. Of a session about which nothing is known one message goes ahead: where its key is
 * missing, the others need not be tried.
 */
export class WaitingQueue {
  readonly #waiting: readonly WaitingEvent[]
  readonly #present = new Set<string>()
  readonly #missing = new Set<string>()
  #next = 0
  #deferred: readonly WaitingEvent[] = []

  constructor(waiting: readonly WaitingEvent[]) {
    this.#waiting = waiting
  }

  /** What was not tried yet and may still be worth it. */
  get rest(): readonly WaitingEvent[] {
    return [...this.#deferred, ...this.#waiting.slice(this.#next)].filter((one) => !this.#missing.has(keyOf(one)))
  }

  /** Empty when there is nothing left. */
  take(): readonly WaitingEvent[] {
    const batch: WaitingEvent[] = []
    const deferred: WaitingEvent[] = []
    const asked = new Set<string>()
    const consider = (one: WaitingEvent): void => {
      const key = keyOf(one)
      if (this.#missing.has(key)) return
      if (batch.length >= batchSize || (asked.has(key) && !this.#present.has(key))) deferred.push(one)
      else batch.push(one)
      asked.add(key)
    }
    for (const one of this.#deferred) consider(one)
    for (; batch.length < batchSize && deferred.length < mostDeferred; this.#next += 1) {
      const one = this.#waiting[this.#next]
      if (one === undefined) break
      consider(one)
    }
    this.#deferred = deferred
    return batch
  }

  /** What came of one: `cause` null when it was decrypted. */
  tried(one: WaitingEvent, cause: UndecryptedCause | null): void {
    (keyless.has(cause) ? this.#missing : this.#present).add(keyOf(one))
  }
}

const keyOf = ({ room, sessionId }: WaitingEvent): string => `${room} ${sessionId}`
