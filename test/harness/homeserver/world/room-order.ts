import type { RoomFacts } from './room-facts.ts'

/** The rooms by when anything last happened in them, newest first. */
export class RoomOrder {
  readonly #order: RoomFacts[]
  readonly #stamps: Float64Array
  #open: readonly RoomFacts[] | undefined

  constructor(rooms: readonly RoomFacts[]) {
    this.#order = rooms.toSorted((one, other) => other.lastTs - one.lastTs)
    this.#stamps = new Float64Array(rooms.length)
    for (const [place, { number }] of this.#order.entries()) this.#stamps[number] = rooms.length - place
  }

  get rooms(): readonly RoomFacts[] {
    return this.#order
  }

  /** Without those that have real encryption. */
  get openRooms(): readonly RoomFacts[] {
    return this.#open ??= this.#order.filter(({ kind }) => kind !== 'encrypted')
  }

  /** Grows with every event, and orders rooms as their order here. */
  stampOf({ number }: RoomFacts): number {
    return this.#stamps[number] ?? 0
  }

  bump(facts: RoomFacts, at: number): void {
    this.#order.copyWithin(1, 0, this.#order.indexOf(facts))
    this.#order[0] = facts
    this.#stamps[facts.number] = this.#order.length + at
    this.#open = undefined
  }
}
