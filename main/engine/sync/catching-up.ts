import type { RoomId } from '../../../preload/contract/index.ts'
import { HomeserverError } from '../matrix/errors.ts'
import type { RoundResult } from './round.ts'

/** What a catching-up brought: rooms touched and events that were new. */
export type CaughtUp = { readonly rooms: number; readonly events: number }

// A busy account always has something new. So many full rounds after everything was told, what still comes is the present.
const enoughRounds = 5

/** Somebody who waits until the server has nothing new, counted from the round after they came. */
export class CatchingUp {
  readonly done: Promise<CaughtUp>
  readonly #firstRound: number
  readonly #rooms = new Set<RoomId>()
  #events = 0
  #completeRounds = 0
  #isSettled = false
  readonly #settle: { readonly resolve: (result: CaughtUp) => void; readonly reject: (error: unknown) => void }

  constructor(firstRound: number) {
    this.#firstRound = firstRound
    const { promise, resolve, reject } = Promise.withResolvers<CaughtUp>()
    this.done = promise
    this.#settle = { resolve, reject }
  }

  get isSettled(): boolean {
    return this.#isSettled
  }

  took(round: number, { rooms, events, isComplete, isEmpty }: RoundResult): void {
    if (round < this.#firstRound) return
    for (const roomId of rooms) this.#rooms.add(roomId)
    this.#events += events
    if (isComplete) this.#completeRounds += 1
    if (isComplete && (isEmpty || this.#completeRounds >= enoughRounds)) {
      this.#isSettled = true
      this.#settle.resolve({ rooms: this.#rooms.size, events: this.#events })
    }
  }

  fail(error: unknown): void {
    this.#isSettled = true
    this.#settle.reject(error)
  }

  /** Gives up when `signal` is aborted. Returns the function that ends this. */
  heed(signal: AbortSignal | undefined): () => void {
    const giveUp = () => this.fail(new HomeserverError('aborted', { cause: signal?.reason }))
    if (signal?.aborted === true) giveUp()
    signal?.addEventListener('abort', giveUp, { once: true })
    return () => signal?.removeEventListener('abort', giveUp)
  }
}
