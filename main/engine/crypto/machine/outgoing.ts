import type { OlmMachine, OutgoingRequest } from '@matrix-org/matrix-sdk-crypto-wasm'
import { backoffDelay } from '../../base/backoff.ts'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import { SerialQueue } from '../../base/queue.ts'
import type { Connectivity } from '../../matrix/connectivity.ts'
import { HomeserverError } from '../../matrix/errors.ts'
import { sendRequest, type Requesting } from './send-request.ts'

export type OutgoingOptions = {
  readonly olm: OlmMachine
  readonly requesting: Omit<Requesting, 'signal'>
  readonly connectivity: Connectivity
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
}

const backoff = { baseMs: 1_000, capMs: 5 * 60_000 }
/** A machine that always wants something more is asked no further in one go. */
const mostRounds = 20

/**
 * Carries the machine's requests to the homeserver: keys, queries, claims, signatures, messages to devices. The machine keeps a request until
 * it is told that it was sent, so what fails or is cut off by the end of the process is sent again, the same.
 */
export class Outgoing {
  readonly #options: OutgoingOptions
  readonly #inFlight = new Map<string, Promise<void>>()
  // Uploads must not overtake each other (the server refuses a one-time key that it has), and messages to devices should not.
  readonly #uploads = new SerialQueue()
  readonly #messages = new SerialQueue()
  readonly #end = new AbortController()
  #isLive = false
  #running: Promise<void> | undefined
  #isWanted = false
  #turn = new AbortController()

  constructor(options: OutgoingOptions) {
    this.#options = options
  }

  /** From now on requests are sent as they come up, and again until they are through. */
  start(): void {
    this.#isLive = true
    this.wake()
  }

  /** The machine may have something to send. In a quiet account nothing happens before `flush`. */
  wake(): void {
    if (!this.#isLive || this.#end.signal.aborted) return
    this.#isWanted = true
    this.#turn.abort()
    this.#running ??= this.#run().finally(() => { this.#running = undefined })
  }

  /** Sends all that the machine wants to send now, once. Rejects with the first `HomeserverError`; the rest was tried all the same. */
  async flush(): Promise<void> {
    for (let round = 0; round < mostRounds; round += 1) {
      const requests = await this.#options.olm.outgoingRequests()
      if (requests.length === 0) return
      const results = await Promise.allSettled(requests.map((request) => this.#once(request)))
      const failed = results.find((result) => result.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    }
  }

  /** Asks for the devices that are known to have changed, and nothing else. Rejects with `HomeserverError` when they cannot be had. */
  async query(): Promise<void> {
    const { olm, requesting: { wasm } } = this.#options
    for (let round = 0; round < mostRounds; round += 1) {
      const queries = (await olm.outgoingRequests()).filter((request) => request instanceof wasm.KeysQueryRequest)
      if (queries.length === 0) return
      await Promise.all(queries.map((request) => this.#once(request)))
    }
  }

  /** Sends a request that the machine gave to its caller, and tells the machine. Rejects with `HomeserverError`. */
  async send(request: OutgoingRequest): Promise<void> {
    const response = await sendRequest(request, { ...this.#options.requesting, signal: this.#end.signal })
    if (request.id !== undefined) await this.#options.olm.markRequestAsSent(request.id, request.type, response)
  }

  /** Ends what is under way; it is sent again at the next start. */
  async stop(): Promise<void> {
    this.#isLive = false
    this.#end.abort()
    this.#turn.abort()
    await this.#running
    await Promise.allSettled(this.#inFlight.values())
  }

  #once(request: OutgoingRequest): Promise<void> {
    const { wasm } = this.#options.requesting
    const id = request.id ?? ''
    const known = this.#inFlight.get(id)
    if (known !== undefined) return known
    const send = (): Promise<void> => this.#sendOrDrop(request)
    const lane = request instanceof wasm.KeysUploadRequest ? this.#uploads : request instanceof wasm.ToDeviceRequest ? this.#messages : null
    const sending = (lane === null ? send() : lane.run(send)).finally(() => this.#inFlight.delete(id))
    this.#inFlight.set(id, sending)
    return sending
  }

  /** A message to devices or a room that the server refuses for good would come up for ever: it is given up, and said in the log. */
  async #sendOrDrop(request: OutgoingRequest): Promise<void> {
    const { olm, requesting: { wasm }, log } = this.#options
    try {
      await this.send(request)
    } catch (error) {
      const isMessage = request instanceof wasm.ToDeviceRequest || request instanceof wasm.RoomMessageRequest
      if (!isMessage || !isFinal(error)) throw error
      log.warn('The homeserver refused a message of the crypto machine', { type: request.event_type, error })
      const answer = request instanceof wasm.RoomMessageRequest ? { event_id: '$refused' } : {}
      await olm.markRequestAsSent(request.id, request.type, JSON.stringify(answer))
    }
  }

  async #run(): Promise<void> {
    const { connectivity, clock, random, log } = this.#options
    const end = this.#end.signal
    for (let attempt = 0; this.#isWanted && !end.aborted;) {
      this.#isWanted = false
      try {
        await connectivity.untilOnline(end)
        await this.flush()
        attempt = 0
      } catch (error) {
        if (end.aborted) return
        // Only a new session helps, and who begins one wakes us.
        if (error instanceof HomeserverError && error.code === 'unknown-token') return
        log.warn('Requests of the crypto machine failed', { error })
        this.#turn = new AbortController()
        const delay = (error instanceof HomeserverError ? error.retryAfterMs : undefined) ?? backoffDelay(attempt, { ...backoff, random })
        attempt += 1
        this.#isWanted = true
        await clock.sleep(delay, AbortSignal.any([end, this.#turn.signal])).catch(() => undefined)
      }
    }
  }
}

const isFinal = (error: unknown): boolean =>
  error instanceof HomeserverError && !error.isRetryable && error.code !== 'unknown-token' && error.code !== 'aborted'
