import type { LocalId, RoomId, UserId } from '../../preload/contract/index.ts'
import type { EngineClient } from '../harness/engine-client.ts'
import type { SyntheticHomeserver } from '../harness/homeserver/server/homeserver.ts'
import type { Draw } from '../harness/homeserver/world/draw.ts'
import { said } from './moment.ts'

/** What was said through the engine over all its lives, numbered in the order in which it was said. */
export class Talk {
  /** Numbers and transaction ids of what the engine took in. */
  readonly kept = new Map<number, LocalId>()
  /** Said while an engine was dying: nobody knows whether it was taken in. */
  readonly unanswered = new Set<number>()
  /** Hears of each that was taken in. */
  heard: (step: string) => void = () => undefined
  readonly #account: UserId
  readonly #rooms: readonly RoomId[]
  #said = 0

  constructor(account: UserId, { service: { world } }: SyntheticHomeserver) {
    this.#account = account
    this.#rooms = world.rooms.filter(({ kind, isInvite }) => !isInvite && kind !== 'space').map(({ roomId }) => roomId as RoomId)
  }

  /** Says something in a room or two, each after so many milliseconds; resolves when all is answered, or will never be. */
  async say(client: EngineClient, draw: Draw): Promise<void> {
    for (let count = draw.below(5); count > 0; count -= 1) {
      const roomId = this.#rooms[draw.below(this.#rooms.length)]
      await new Promise((resolve) => setTimeout(resolve, draw.below(60)))
      if (roomId !== undefined) await this.#sayOne(client, roomId)
    }
  }

  async #sayOne(client: EngineClient, roomId: RoomId): Promise<void> {
    const number = this.#said += 1
    this.unanswered.add(number)
    try {
      const { localId } = await client.call('message.send', { account: this.#account, roomId, text: `said ${number}`, format: 'plain' })
      this.kept.set(number, localId)
      this.unanswered.delete(number)
      this.heard(said)
    } catch (error) {
      // Refused, as the room is not known yet: it was never taken in. Without a failure the engine is gone.
      if (Reflect.get(Object(error), 'failure') !== null) this.unanswered.delete(number)
    }
  }
}
