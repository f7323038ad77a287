/**
 * What was counted of a room: `unread` and `mentions` of what lies after `after` up to `to`, both positions in its timeline. `marks`: what else
 * decides what counts as read there.
 */
export type UnreadCount = {
  readonly after: number
  readonly marks: string
  readonly to: number
  readonly unread: number
  readonly mentions: number
}

/** A room has news soon after it had some, or not for long. */
const mostRooms = 500

/**
 * Remembers what was counted of rooms in which much is said: with a thousand unread events, counting them all again at each that comes reads
 * a thousand pages of the file. It knows no more than this process wrote; what is forgotten is counted anew.
 */
export class UnreadCounts {
  readonly #counts = new Map<number, UnreadCount>()

  get(room: number): UnreadCount | undefined {
    return this.#counts.get(room)
  }

  put(room: number, count: UnreadCount): void {
    this.#counts.delete(room)
    this.#counts.set(room, count)
    if (this.#counts.size <= mostRooms) return
    for (const longestAgo of this.#counts.keys()) {
      this.#counts.delete(longestAgo)
      return
    }
  }

  /** Something that was counted, or might have been, is another thing now. Null: it has no place, and was not. */
  changedAt(room: number, position: number | null): void {
    const count = this.#counts.get(room)
    if (count !== undefined && position !== null && position > count.after && position <= count.to) this.#counts.delete(room)
  }

  forget(room: number): void {
    this.#counts.delete(room)
  }

  /** What was counted in a transaction that failed never was. */
  clear(): void {
    this.#counts.clear()
  }
}
