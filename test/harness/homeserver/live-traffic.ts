import type { TrafficOrder } from './server/control.ts'
import { Draw } from './world/draw.ts'
import { personOf, type RoomFacts } from './world/room-facts.ts'
import type { World } from './world/world.ts'

const tickMs = 10
const readShare = 0.15

/** People talking, so many events a second; now and then somebody reads. The same seed gives the same events in the same order. */
export class LiveTraffic {
  readonly #world: World
  #timer: NodeJS.Timeout | undefined
  #made = 0

  constructor(world: World) {
    this.#world = world
  }

  /** Events made so far. */
  get made(): number {
    return this.#made
  }

  /** In the rooms named, or in all: the busiest most. Replaces the traffic that there is. */
  start({ eventsPerSecond, roomIds }: TrafficOrder): void {
    this.stop()
    const rooms = this.#roomsOf(roomIds)
    const [started, before] = [performance.now(), this.#made]
    this.#timer = setInterval(() => {
      const due = Math.floor((performance.now() - started) / 1_000 * eventsPerSecond)
      while (this.#made - before < due) this.#one(rooms)
    }, tickMs)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** So many events at once. */
  burst(count: number, roomIds?: readonly string[]): void {
    const rooms = this.#roomsOf(roomIds)
    for (let at = 0; at < count; at += 1) this.#one(rooms)
  }

  #roomsOf(roomIds: readonly string[] | undefined): readonly RoomFacts[] {
    const rooms = roomIds === undefined
      ? this.#world.rooms.filter(({ kind }) => kind === 'group' || kind === 'direct')
      : roomIds.flatMap((roomId) => this.#world.room(roomId) ?? [])
    return rooms.filter(({ isInvite }) => !isInvite)
  }

  #one(rooms: readonly RoomFacts[]): void {
    const draw = new Draw(this.#world.cast.seed, 0x6c697665, this.#made)
    this.#made += 1
    const facts = rooms[draw.zipf(rooms.length)]
    if (facts === undefined) return
    const index = this.#world.append(facts)
    if (draw.chance(readShare)) this.#world.readMarks.move(facts, this.#world.cast.people.userId(personOf(facts, 0)), index)
  }
}
