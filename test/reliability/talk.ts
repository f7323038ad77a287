import type { LocalId, RoomId, RoomListRow, RoomRow, UserId } from '../../preload/contract/index.ts'
import type { EngineClient } from '../harness/engine-client.ts'
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
  #said = 0

  constructor(account: UserId) {
    this.#account = account
  }

  /**
   * Looks at the list, as a window does, and says something in a room or two of it, each after so many milliseconds; resolves when all is answered,
   * or will never be.
   */
  async say(client: EngineClient, draw: Draw): Promise<void> {
    const rooms = await this.#look(client)
    for (let count = 1 + draw.below(5); count > 0; count -= 1) {
      const roomId = rooms[draw.below(rooms.length)]
      await new Promise((resolve) => setTimeout(resolve, draw.below(60)))
      if (roomId !== undefined) await this.#sayOne(client, roomId)
    }
  }

  /** The rooms that can be written to, once there are any; none when the engine is gone before. */
  async #look(client: EngineClient): Promise<readonly RoomId[]> {
    const isOpen = (row: RoomListRow): row is RoomRow => row.type === 'room' && row.membership === 'join' && !row.isSpace
    try {
      const list = await client.watch('rooms', { account: this.#account, filter: 'all', from: 0, count: 50 })
      return (await list.until((rows) => rows.some(isOpen))).filter(isOpen).map(({ roomId }) => roomId)
    } catch {
      return []
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
      // The engine is gone. Whatever else it says is a fault: the room is known.
      if (Reflect.get(Object(error), 'failure') !== null) throw error
    }
  }
}
