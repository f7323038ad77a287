import type { RoomId } from '../../../preload/contract/index.ts'
import type { Log } from '../base/log.ts'
import { SerialQueue } from '../base/queue.ts'
import { Turns } from '../base/turns.ts'

/** Something that is left to be asked about a room after its news are stored. Rejects as it likes. */
export type FollowUp = (roomId: RoomId, signal: AbortSignal) => Promise<void>

/** How many rooms are looked at in one go: of most there is nothing to ask. */
const roomsInOneGo = 50

/**
 * The last step of a round: network work that may fail, take its time, or never come to an end, without the loop or another room noticing.
 * One room at a time; a room that has more news while it waits waits once.
 */
export class FollowUps {
  readonly #followUp: FollowUp
  readonly #log: Log
  readonly #queue = new SerialQueue()
  readonly #turns = new Turns(roomsInOneGo)
  readonly #waiting = new Set<RoomId>()
  #end = new AbortController()

  constructor({ followUp, log }: { readonly followUp: FollowUp; readonly log: Log }) {
    this.#followUp = followUp
    this.#log = log
  }

  take(roomIds: readonly RoomId[]): void {
    const { signal } = this.#end
    for (const roomId of roomIds) {
      if (this.#waiting.has(roomId)) continue
      this.#waiting.add(roomId)
      void this.#queue.run(() => this.#run(roomId, signal))
    }
  }

  /** Ends what is under way and what waits; resolves when nothing is left. More may be taken afterwards. */
  async stop(): Promise<void> {
    this.#end.abort()
    this.#end = new AbortController()
    await this.#queue.drain()
  }

  async #run(roomId: RoomId, signal: AbortSignal): Promise<void> {
    this.#waiting.delete(roomId)
    if (signal.aborted) return
    try {
      await this.#followUp(roomId, signal)
    } catch (error) {
      if (!signal.aborted) this.#log.warn('A room could not be followed up', { roomId, error })
    }
    await this.#turns.after(1)
  }
}
