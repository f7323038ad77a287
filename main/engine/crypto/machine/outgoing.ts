import type { OlmMachine, OutgoingRequest } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { UserId } from '../../../../preload/contract/ids.ts'
import type { Clock } from '../../base/clock.ts'
import { isRecord, ownRecord, parseJson } from '../../base/json.ts'
import type { Log } from '../../base/log.ts'
import { SerialQueue } from '../../base/queue.ts'
import type { Connectivity } from '../../matrix/connectivity.ts'
import { HomeserverError } from '../../matrix/errors.ts'
import { pauseFor } from '../../matrix/retry.ts'
import { userIdOf } from './ids.ts'
import { sendRequest, type Requesting } from './send-request.ts'

export type OutgoingOptions = {
  readonly olm: OlmMachine
  readonly requesting: Omit<Requesting, 'signal' | 'log'>
  /** What changes the machine, one at a time. */
  readonly changes: SerialQueue
  readonly onUploadEnd: () => void
  readonly connectivity: Connectivity
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
}

type KeysQuery = Extract<OutgoingRequest, { readonly type: unknown }>
/** Requests that fail are left alone for longer and longer, each kind by itself. */
type Pause = { readonly attempts: number; readonly until: number }

const backoff = { baseMs: 1_000, capMs: 5 * 60_000 }
const uploadLane = 'upload'
/** A machine that always wants something more is asked no further in one go. */
const mostRounds = 20

/**
 * Carries the machine's requests to the homeserver: keys, queries, claims, signatures, messages to devices. The machine keeps a request until
 * it is told that it was sent, so what fails or is cut off by the end of the process is sent again, the same.
 *
 * - Asking the machine for its requests makes it forget which queries are under way, and their answers count for nothing then: it is not
 *   asked again before they are through.
 * - One upload and one claim at a time; messages to devices in their order. What hangs in one of these lanes holds up no other.
 */
export class Outgoing {
  readonly #options: OutgoingOptions
  readonly #rounds = new SerialQueue()
  readonly #messages = new SerialQueue()
  readonly #claims = new SerialQueue()
  readonly #inFlight = new Map<string, Promise<void>>()
  readonly #heeded = new WeakSet<Promise<void>>()
  readonly #pauses = new Map<string, Pause>()
  readonly #end = new AbortController()
  #isLive = false
  #isWanted = false
  #running: Promise<void> | undefined

  constructor(options: OutgoingOptions) {
    this.#options = options
  }

  /** From now on requests are sent as they come up, and again until they are through. */
  start(): void {
    this.#isLive = true
    this.#pauses.clear()
    this.wake()
  }

  /** Keys are on their way: what the machine makes of others meanwhile it takes for uploaded when these are. */
  get isUploading(): boolean {
    return this.#inFlight.has(uploadLane)
  }

  /** The machine may have something to send. In a quiet account nothing happens before `flush` or `query`. */
  wake(): void {
    if (!this.#isLive || this.#end.signal.aborted) return
    this.#isWanted = true
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
      if (this.#isWanted) this.wake()
    })
  }

  /** Sends all that the machine wants to send now, once. Rejects with the first `HomeserverError`; the rest was tried all the same. */
  async flush(): Promise<void> {
    await this.claim([])
    for (let round = 0; round < mostRounds; round += 1) {
      const { queries, others } = await this.#round()
      const results = await Promise.allSettled([...queries.map(({ done }) => done), ...others])
      const failed = results.find((result) => result.status === 'rejected')
      if (failed !== undefined) throw failed.reason
      if (results.length === 0) return
    }
  }

  /**
   * Resolves when the devices of these users are known as they are now; whose server cannot be reached stays as they were, and is asked
   * again later. Rejects with `HomeserverError` when they cannot be asked for.
   */
  async query(users: ReadonlySet<UserId>): Promise<void> {
    if (!this.#isLive) return this.flush()
    for (let round = 0; round < mostRounds; round += 1) {
      const queries = (await this.#round()).queries.filter(({ request }) => concerns(request, users))
      if (queries.length === 0) return
      await Promise.all(queries.map(({ done }) => done))
    }
  }

  /** Begins sessions with those devices of the users that we have none with, and anew with those that could not read us: whether there were any. */
  claim(users: readonly UserId[]): Promise<boolean> {
    const { olm, requesting: { wasm } } = this.#options
    return this.#claims.run(async () => {
      const claim = await olm.getMissingSessions(users.flatMap((userId) => userIdOf(wasm, userId) ?? []))
      if (claim) await this.send(claim)
      return claim !== null
    })
  }

  /** Sends a request that the machine gave to its caller, and tells the machine. Rejects with `HomeserverError`. */
  async send(request: OutgoingRequest): Promise<void> {
    await this.ask(request)
  }

  /** As `send`; answers the response as it came. */
  async ask(request: OutgoingRequest): Promise<string> {
    const { olm, requesting, changes, log } = this.#options
    const signal = this.#end.signal
    // What the machine will need to know of it is on the disk first.
    await changes.run(() => undefined)
    const response = await sendRequest(request, { ...requesting, log, signal })
    const { id, type } = request
    if (id === undefined) return response
    await changes.run(async () => {
      if (signal.aborted) throw new HomeserverError('aborted')
      await olm.markRequestAsSent(id, type, response).catch((cause: unknown) => {
        throw new HomeserverError('bad-response', { detail: 'The keys in it cannot be read.', cause })
      })
    })
    return response
  }

  /** Ends what is under way; it is sent again at the next start. */
  async stop(): Promise<void> {
    this.#isLive = false
    this.#end.abort()
    await this.#running
    await Promise.all([this.#rounds.drain(), this.#claims.drain()])
    await Promise.allSettled(this.#inFlight.values())
  }

  /** Asks the machine what it wants, and begins to send it. Who comes next waits for the queries, the caller need not. */
  async #round(isPatient = false): Promise<Round> {
    const begun = Promise.withResolvers<Round>()
    this.#rounds.run(async () => {
      const round = await this.#options.changes.run(() => this.#begin(isPatient))
      begun.resolve(round)
      await Promise.allSettled(round.queries.map(({ done }) => done))
    }).catch(begun.reject)
    return begun.promise
  }

  async #begin(isPatient: boolean): Promise<Round> {
    const { olm, requesting: { wasm } } = this.#options
    const requests = this.#end.signal.aborted ? [] : await olm.outgoingRequests()
    const isQuery = (request: OutgoingRequest) => request instanceof wasm.KeysQueryRequest
    const due = requests.filter((request) => !isPatient || this.#isDue(request))
    return {
      queries: due.filter(isQuery).map((request) => ({ request, done: this.#tracked(request, () => this.send(request)) })),
      others: due.filter((request) => !isQuery(request)).map((request) => this.#once(request)),
    }
  }

  #once(request: OutgoingRequest): Promise<void> {
    const { wasm } = this.#options.requesting
    const key = this.#laneOf(request)
    const known = this.#inFlight.get(key)
    if (known !== undefined) return known
    const send = () => this.#sendOrDrop(request)
    const sending = this.#tracked(request, () => (request instanceof wasm.ToDeviceRequest ? this.#messages.run(send) : send()))
      .finally(() => {
        this.#inFlight.delete(key)
        if (key === uploadLane) this.#options.onUploadEnd()
      })
    this.#inFlight.set(key, sending)
    return sending
  }

  /** An upload is made up anew each time that the machine is asked, a query as well: those are one and the same. */
  #laneOf(request: OutgoingRequest): string {
    const { wasm } = this.#options.requesting
    if (request instanceof wasm.KeysUploadRequest) return uploadLane
    return request instanceof wasm.KeysQueryRequest ? 'query' : request.id ?? ''
  }

  #isDue(request: OutgoingRequest): boolean {
    return (this.#pauses.get(this.#laneOf(request))?.until ?? 0) <= this.#options.clock.uptime()
  }

  /** Notes how it ended, for when to try again. */
  async #tracked(request: OutgoingRequest, send: () => Promise<void>): Promise<void> {
    const { clock, random } = this.#options
    const lane = this.#laneOf(request)
    try {
      await send()
      this.#pauses.delete(lane)
    } catch (error) {
      const attempts = this.#pauses.get(lane)?.attempts ?? 0
      const delay = pauseFor(error, attempts, { ...backoff, random })
      this.#pauses.set(lane, { attempts: attempts + 1, until: clock.uptime() + delay })
      throw error
    }
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
    const { connectivity, clock, log } = this.#options
    const end = this.#end.signal
    while (this.#isWanted && !end.aborted) {
      this.#isWanted = false
      try {
        await connectivity.untilOnline(end)
        void this.#claimAnew()
        const { queries, others } = await this.#round(true)
        for (const done of [...queries.map((query) => query.done), ...others]) void this.#heed(done)
      } catch (error) {
        if (end.aborted) return
        log.warn('The crypto machine could not be asked for its requests', { error })
        await clock.sleep(backoff.baseMs, end).catch(() => undefined)
        this.#isWanted = !isSignedOut(error)
      }
    }
  }

  /** Devices that could not read us, or ask us for keys, get a new session; what the machine has to tell them comes up with it. */
  async #claimAnew(): Promise<void> {
    try {
      if (await this.claim([])) this.wake()
    } catch (error) {
      // They are still there with the next round.
      if (!this.#end.signal.aborted) this.#options.log.warn('Devices could not be given a new session', { error })
    }
  }

  /** What went through may have brought up more; what did not is tried again when its pause is over. */
  async #heed(done: Promise<void>): Promise<void> {
    const { clock, log } = this.#options
    // What is still on its way comes up with every round.
    if (this.#heeded.has(done)) return
    this.#heeded.add(done)
    try {
      await done
    } catch (error) {
      // Only a new session helps there, and who begins one starts us again.
      if (this.#end.signal.aborted || isSignedOut(error)) return
      log.warn('A request of the crypto machine failed', { error })
      const until = Math.min(...[...this.#pauses.values()].map((pause) => pause.until))
      await clock.sleep(Math.max(0, until - clock.uptime()), this.#end.signal).catch(() => undefined)
    }
    this.wake()
  }
}

type Round = {
  readonly queries: readonly { readonly request: OutgoingRequest; readonly done: Promise<void> }[]
  readonly others: readonly Promise<void>[]
}

function concerns({ body }: KeysQuery, users: ReadonlySet<UserId>): boolean {
  const parsed = parseJson(body)
  const asked = isRecord(parsed) ? ownRecord(parsed, 'device_keys') ?? {} : {}
  return Object.keys(asked).some((userId) => (users as ReadonlySet<string>).has(userId))
}

const isSignedOut = (error: unknown): boolean => error instanceof HomeserverError && error.code === 'unknown-token'

const isFinal = (error: unknown): boolean =>
  error instanceof HomeserverError && !error.isRetryable && error.code !== 'unknown-token' && error.code !== 'aborted'
