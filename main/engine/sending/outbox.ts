/**
 * The outbox carries out what the user did: each operation once, in order within its room, however often the network, the server or this
 * process fails in between.
 *
 * - An operation is in the database, and on the disk, before `enqueue` returns: whatever shows it reads it from there.
 * - Every attempt of an operation has the same transaction id, so that a second request after a lost answer changes nothing.
 * - It never reads a server's events and never builds rows: the sync joins the echo (`markEchoed`), the timeline shows what waits.
 */
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { newLocalId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Connectivity } from '../matrix/connectivity.ts'
import type { Ended } from '../../../preload/contract/calls/outbox-calls.ts'
import type { LocalId } from '../../../preload/contract/ids.ts'
import type { Store } from '../store/store.ts'
import { isDamage, StoreError } from '../store/store-error.ts'
import {
  countOutbox,
  forgetDone,
  markDone,
  markFailed,
  markSending,
  markWaiting,
  readOpenOperations,
  readOperation,
  resumeInterrupted,
  type OutboxRecord,
} from '../store/tables/outbox.ts'
import type { Writer } from '../store/writer.ts'
import type { Me } from '../base/me.ts'
import { admit } from './admission.ts'
import { cancelOperation } from './cancellation.ts'
import { laneOf, readyToGo } from './lanes.ts'
import { operationOf, type Operation } from './operation.ts'
import { OutboxError } from './outbox-error.ts'
import { setbackOf, waitsForPerson } from './setback.ts'
import type { Transmitter } from './transmitter.ts'

export type OutboxOptions = {
  readonly store: Store
  readonly transmitter: Transmitter
  readonly connectivity: Connectivity
  readonly me: Me
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
}

const keepDoneMs = 86_400_000
/** How long `stop` lets requests come to their end before it breaks them off. */
const drainMs = 3_000
const brokenStorePauseMs = 5_000

export class Outbox {
  readonly #options: OutboxOptions
  readonly #progress = new Map<LocalId, number>()
  readonly #progressed: Emitter<LocalId>
  readonly #running = new Map<string, Promise<void>>()
  readonly #idle: Emitter<undefined>
  /** Lanes whose first operation waits until a person does something, and what for. */
  readonly #stuck = new Map<string, Pick<Ended, 'code' | 'reason'>>()
  // Lanes wait with this; aborting it lets them look again at once. Requests end with the other.
  #waits = new AbortController()
  #requests = new AbortController()
  #isStarted = false
  #isSignedOut = false

  constructor(options: OutboxOptions) {
    this.#options = options
    this.#progressed = new Emitter(options.log)
    this.#idle = new Emitter(options.log)
  }

  /** Begins to send what waits, what the last process left half done included. */
  start(): void {
    if (this.#isStarted) return
    this.#isStarted = true
    this.#isSignedOut = false
    this.#waits = new AbortController()
    this.#requests = new AbortController()
    const { store, clock } = this.#options
    store.write((writer) => {
      resumeInterrupted(writer)
      forgetDone(writer, clock.now() - keepDoneMs)
    })
    this.#pump()
  }

  /** Sends nothing more. Requests under way get a moment to end; one that is broken off is repeated at the next start. */
  async stop(): Promise<void> {
    if (!this.#isStarted) return
    this.#isStarted = false
    this.#waits.abort()
    const ended = Promise.all(this.#running.values())
    await Promise.race([ended, this.#options.clock.sleep(drainMs, this.#requests.signal)])
    this.#requests.abort()
    await ended
  }

  /** Takes an operation in; it will happen. Throws `OutboxError` when it must not, and `StoreError` when the disk does not take it. */
  enqueue(operation: Operation): LocalId {
    const { store, me, clock } = this.#options
    const localId = store.write((writer) => admit(writer, { operation, localId: newLocalId(), me, now: clock.now() }), 'full')
    this.#pump()
    return localId
  }

  /** Tries again what was refused, or now what waits for later. */
  retry(localId: LocalId): void {
    this.#options.store.write((writer) => {
      const record = readOperation(writer, localId)
      if (!record || record.state === 'done') throw new OutboxError('not-found', 'There is nothing in the outbox by that id.')
      if (record.state === 'failed') markWaiting(writer, record, null, null)
    }, 'full')
    this.wake()
  }

  /** Takes back what has not gone; what is on its way already is taken back on the server once it is through. */
  cancel(localId: LocalId): void {
    const { store, clock } = this.#options
    store.write((writer) => cancelOperation(writer, localId, clock.now()), 'full')
    this.#progress.delete(localId)
    this.#pump()
  }

  /** Whatever waits looks again now: the network is back, somebody signed in again, or the user is impatient. */
  wake(): void {
    if (!this.#isStarted) return
    this.#isSignedOut = false
    this.#stuck.clear()
    this.#waits.abort()
    this.#waits = new AbortController()
    this.#pump()
  }

  /** How an operation ends, or how it stands after `timeoutMs`; at once when the server cannot be reached, or a person has to do something. */
  async end(localId: LocalId, timeoutMs: number): Promise<Ended> {
    const { store, connectivity, clock } = this.#options
    const timer = new AbortController()
    return await new Promise<Ended>((resolve) => {
      const look = (isLast: boolean) => {
        const ended = this.#endOf(localId, isLast || connectivity.state.is === 'offline' || this.#isSignedOut)
        if (!ended) return
        offChange()
        offConnectivity()
        timer.abort()
        resolve(ended)
      }
      const offChange = store.onChange((changes) => { if (changes.outbox) look(false) })
      const offConnectivity = connectivity.onChange(() => look(false))
      clock.sleep(timeoutMs, timer.signal).then(() => look(true), () => undefined)
      look(false)
    })
  }

  /** Resolves when nothing more can be sent now: all is through or refused, or the rest waits for the network. */
  async flush(signal: AbortSignal): Promise<{ readonly waiting: number; readonly refused: number }> {
    while (!signal.aborted && this.#isStarted && !this.#isSignedOut && this.#options.connectivity.state.is !== 'offline') {
      if (!this.#mayGoOn()) break
      await new Promise<void>((resolve) => {
        const end = () => {
          offIdle()
          offChange()
          offConnectivity()
          signal.removeEventListener('abort', end)
          resolve()
        }
        const offIdle = this.#idle.on(end)
        // A lane in which a person has to do something first sleeps, and is told by what it wrote before.
        const offChange = this.#options.store.onChange((changes) => { if (changes.outbox) end() })
        const offConnectivity = this.#options.connectivity.onChange(end)
        signal.addEventListener('abort', end, { once: true })
      })
    }
    const { waiting, failed } = this.#options.store.read(countOutbox)
    return { waiting, refused: failed }
  }

  /** Share of an attachment that is uploaded, 0 to 1; null while nothing of it is on its way. */
  progressOf(localId: LocalId): number | null {
    return this.#progress.get(localId) ?? null
  }

  onProgress(listener: (localId: LocalId) => void): () => void {
    return this.#progressed.on(listener)
  }

  /** Whether something can be sent without a person doing anything. */
  #mayGoOn(): boolean {
    const open = this.#options.store.read(readOpenOperations).filter(({ state }) => state === 'waiting' || state === 'sending')
    return open.some((record) => record.state === 'sending' || !this.#stuck.has(laneOf(record)))
  }

  #endOf(localId: LocalId, acceptWaiting: boolean): Ended | null {
    const record = this.#options.store.read((reader) => readOperation(reader, localId))
    if (!record) return { state: 'cancelled', eventId: null, roomId: null, code: null, reason: null }
    const stuck = record.state === 'waiting' ? this.#stuck.get(laneOf(record)) : undefined
    if (record.state !== 'done' && record.state !== 'failed' && stuck === undefined && !acceptWaiting) return null
    const state = record.state === 'sending' ? 'waiting' : record.state
    return { state, eventId: record.eventId, roomId: record.resultRoom ?? record.roomId, code: record.code, reason: record.reason, ...stuck }
  }

  #pump(): void {
    if (!this.#isStarted || this.#isSignedOut) return
    const ready = readyToGo(this.#options.store.read(readOpenOperations), new Set(this.#running.keys()))
    for (const record of ready) {
      const lane = laneOf(record)
      const run = this.#run(record.localId)
        .catch((error: unknown) => this.#pauseAfter(error))
        .finally(() => {
          this.#running.delete(lane)
          this.#pump()
          this.#idle.emit(undefined)
        })
      this.#running.set(lane, run)
    }
  }

  /** One attempt, and the pause after it if it failed. The lane is this operation's meanwhile. */
  async #run(localId: LocalId): Promise<void> {
    const { store, transmitter, connectivity, clock, random, log } = this.#options
    const waits = this.#waits.signal
    try {
      await connectivity.untilOnline(waits)
    } catch {
      return // woken or stopped: whoever did it looks again
    }
    // Waiting for the network may have taken hours, in which it was changed or taken back.
    const record = store.write((writer) => this.#take(writer, localId))
    if (record === undefined) return
    this.#stuck.delete(laneOf(record))
    try {
      const result = await transmitter.transmit({
        operation: operationOf(record),
        localId,
        signal: this.#requests.signal,
        onProgress: (share) => this.#noteProgress(localId, share),
      })
      store.write((writer) => markDone(writer, record, result))
    } catch (error) {
      if (error instanceof StoreError && !isDamage(error)) throw error
      const setback = setbackOf(error, record.attempts, random)
      if (setback.then === 'stopped') return
      if (setback.then === 'refused') {
        log.warn('An operation was refused', { kind: record.kind, code: setback.code, error })
        store.write((writer) => markFailed(writer, record, setback.code, setback.reason), 'full')
        return
      }
      // Before the write, whose announcement makes `end` look.
      if (setback.then === 'sign-in') this.#isSignedOut = true
      if (waitsForPerson.has(setback.code)) this.#stuck.set(laneOf(record), { code: setback.code, reason: setback.reason })
      store.write((writer) => markWaiting(writer, record, setback.code, setback.reason))
      if (setback.then === 'later') await clock.sleep(setback.delayMs, waits).catch(() => undefined)
    } finally {
      this.#progress.delete(localId)
    }
  }

  #take(writer: Writer, localId: LocalId): OutboxRecord | undefined {
    const record = readOperation(writer, localId)
    if (record?.state !== 'waiting') return undefined
    markSending(writer, localId)
    return record
  }

  /** The database takes nothing (a full disk, mostly): what was under way goes again, with the same transaction id, when it does. */
  async #pauseAfter(error: unknown): Promise<void> {
    this.#options.log.error('The outbox could not note what became of an operation', { error })
    await this.#options.clock.sleep(brokenStorePauseMs, this.#waits.signal).catch(() => undefined)
    this.#options.store.write(resumeInterrupted)
  }

  #noteProgress(localId: LocalId, share: number): void {
    this.#progress.set(localId, share)
    this.#progressed.emit(localId)
  }
}
