import { setImmediate as nextTurn } from 'node:timers/promises'
import type { UndecryptedCause } from '../../../../preload/contract/rows/encryption-row.ts'
import type { RoomId } from '../../../../preload/contract/ids.ts'
import type { Clock } from '../../base/clock.ts'
import type { Disposable } from '../../base/disposable.ts'
import type { Log } from '../../base/log.ts'
import type { Me } from '../../base/me.ts'
import { healingCauses, mayHeal } from '../../crypto/decryption/causes.ts'
import type { Decryption } from '../../crypto/decryption/decryption.ts'
import type { Store } from '../../store/store.ts'
import { readWaitingFor, readWaitingOfSessions, type WaitingEvent } from '../../store/tables/waiting-events.ts'
import type { EventOpener } from './event-opener.ts'
import { healBatch } from './heal-batch.ts'
import { WaitingQueue } from './waiting-queue.ts'

export type HealerOptions = {
  readonly store: Store
  readonly decryption: Pick<Decryption, 'decrypt'>
  readonly opener: EventOpener
  /** Hears what could be decrypted after all: what is said about verification may come before its key. */
  readonly hearRoom?: (roomId: RoomId, json: string) => void
  readonly me: Me
  /** What time it is, no earlier than it is for the server. */
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
}

/** A Megolm session of a room. */
export type SessionOfRoom = { readonly roomId: RoomId; readonly sessionId: string }

/** More sessions than a statement should be asked for at once. */
const mostSessions = 1_000
/**
 * Tries stored messages that could not be decrypted again, when there is reason to hope: a key came, a setting changed, the program starts.
 * In the order in which they are missed: the rooms on the screen, then the last words of other rooms, then all else, the newest first. It
 * needs no network.
 */
export class Healer implements Disposable {
  readonly #options: HealerOptions
  readonly #sessions = new Map<string, SessionOfRoom>()
  readonly #causes = new Set<UndecryptedCause>()
  // Keys that came while messages were on their way into the store: those did not wait yet, and are asked about once they do.
  #late: SessionOfRoom[] = []
  #openRooms: ReadonlySet<RoomId> = new Set()
  #running: Promise<void> | undefined
  #isDisposed = false
  #healed = 0
  readonly #off: () => void

  constructor(options: HealerOptions) {
    this.#options = options
    this.#off = options.opener.onIdle.on(() => {
      if (this.#late.length === 0) return
      const late = this.#late
      this.#late = []
      this.retrySessions(late)
    })
  }

  /** The rooms that somebody looks at come first. */
  setOpenRooms(rooms: readonly RoomId[]): void {
    this.#openRooms = new Set(rooms)
  }

  /** Something became known about the keys of these sessions. */
  retrySessions(sessions: readonly SessionOfRoom[]): void {
    if (this.#options.opener.isBusy) this.#late = this.#late.concat(sessions)
    for (const session of sessions) this.#sessions.set(keyOf(session), session)
    this.#wake()
  }

  /** Whatever waits for one of these causes may be readable now; without any, everything that may heal at all. */
  retry(causes: readonly UndecryptedCause[] = healingCauses): void {
    for (const cause of causes.filter(mayHeal)) this.#causes.add(cause)
    this.#wake()
  }

  /** What was refused because of who sent it may be taken now: a setting changed, or more is known about the sender. */
  retryRefused(): void {
    this.retry(['unknown-device', 'unsigned-device', 'identity-changed'])
  }

  /** Everything that may heal at all, and answers how many messages were decrypted meanwhile. */
  async retryAll(): Promise<number> {
    const before = this.#healed
    this.retry()
    await this.settled()
    return this.#healed - before
  }

  /** Resolves when all that was asked for so far has been tried, and what keys that just came are tried on. */
  async settled(): Promise<void> {
    // The machine tells of keys a moment after it has taken them in.
    await nextTurn()
    while (this.#running !== undefined) await this.#running
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    this.#off()
    await this.#running
  }

  #wake(): void {
    if (this.#isDisposed) return
    this.#running ??= this.#run()
      .catch((error: unknown) => this.#options.log.error('Messages could not be tried again', { error }))
      .finally(() => {
        this.#running = undefined
        if (this.#isWanted) this.#wake()
      })
  }

  get #isWanted(): boolean {
    return this.#sessions.size + this.#causes.size > 0
  }

  async #run(): Promise<void> {
    // What was said in the same breath is tried in one go.
    await nextTurn()
    while (this.#isWanted && !this.#isDisposed) {
      const waiting = this.#take()
      if (waiting.length > 0) await this.#heal(waiting)
    }
  }

  /** What there is to be tried, in order. */
  #take(): WaitingEvent[] {
    const { store } = this.#options
    const sessions = [...this.#sessions.values()]
    const causes = [...this.#causes]
    this.#sessions.clear()
    this.#causes.clear()
    const found = new Map<number, WaitingEvent>()
    store.read((reader) => {
      for (let from = 0; from < sessions.length; from += mostSessions) {
        for (const one of readWaitingOfSessions(reader, sessions.slice(from, from + mostSessions), healingCauses)) found.set(one.event, one)
      }
      if (causes.length > 0) for (const one of readWaitingFor(reader, causes)) found.set(one.event, one)
    })
    const rank = ({ roomId, isLast }: WaitingEvent): number => (this.#openRooms.has(roomId) ? 0 : isLast ? 1 : 2)
    const ranked = [...found.values()].map((one) => ({ one, rank: rank(one) }))
    ranked.sort((a, b) => a.rank - b.rank || (b.one.position ?? -Infinity) - (a.one.position ?? -Infinity) || b.one.ts - a.one.ts)
    return ranked.map(({ one }) => one)
  }

  async #heal(waiting: readonly WaitingEvent[]): Promise<void> {
    const { store, decryption, me, clock, log, hearRoom = () => undefined } = this.#options
    const queue = new WaitingQueue(waiting)
    let healed = 0
    for (let batch = queue.take(); batch.length > 0 && !this.#isDisposed; batch = queue.take()) {
      const tried = await healBatch({ store, decryption, me, now: clock.now(), hearRoom }, batch)
      for (const [at, one] of batch.entries()) {
        const cause = tried[at]
        if (cause === null) healed += 1
        if (cause !== undefined) queue.tried(one, cause)
      }
      await nextTurn()
      if (!this.#isWanted) continue
      // Something else is to be tried as well, and may be missed more than what is left here.
      for (const one of queue.rest) this.#sessions.set(keyOf(one), one)
      break
    }
    this.#healed += healed
    if (healed > 0) log.info('Messages were decrypted that had waited', { count: healed, of: waiting.length })
  }
}

const keyOf = ({ roomId, sessionId }: SessionOfRoom): string => `${roomId} ${sessionId}`
