import type { RoomId } from '../../../preload/contract/ids.ts'

/** Why a gap could not be filled, and when it may be tried again. All times are those of `Clock.uptime`. */
type Hold = { readonly reason: string; readonly until: number; readonly attempt: number }

const firstMs = 30_000
const longestMs = 60 * 60_000

/** Gaps that could not be filled, each left alone for longer every time. Forgotten with the process: a new start is a new try. */
export class HeldGaps {
  readonly #rooms = new Map<RoomId, Map<number, Hold>>()

  /** How many rooms have one. */
  get rooms(): number {
    return this.#rooms.size
  }

  hold(roomId: RoomId, position: number, { reason, now, isFinal }: { readonly reason: string; readonly now: number; readonly isFinal: boolean }): void {
    const gaps = this.#rooms.get(roomId) ?? new Map<number, Hold>()
    const attempt = (gaps.get(position)?.attempt ?? -1) + 1
    const ms = isFinal ? longestMs : Math.min(longestMs, firstMs * 2 ** attempt)
    gaps.set(position, { reason, until: now + ms, attempt })
    this.#rooms.set(roomId, gaps)
  }

  isHeld(roomId: RoomId, position: number, now: number): boolean {
    const hold = this.#rooms.get(roomId)?.get(position)
    return hold !== undefined && now < hold.until
  }

  /** Why the room's download does not go on; null when nothing holds it. */
  reasonOf(roomId: RoomId): string | null {
    const holds = [...this.#rooms.get(roomId)?.values() ?? []]
    return holds.at(-1)?.reason ?? null
  }

  /** When the first of them may be tried again; null when there is none. */
  nextAt(now: number): number | null {
    const times = [...this.#rooms.values()].flatMap((gaps) => [...gaps.values()].map(({ until }) => until))
      .filter((until) => until > now)
    return times.length === 0 ? null : Math.min(...times)
  }

  /** A page of the gap came. */
  release(roomId: RoomId, position: number): void {
    this.keep(roomId, [...this.#rooms.get(roomId)?.keys() ?? []].filter((one) => one !== position))
  }

  /** Only these gaps of the room are there. */
  keep(roomId: RoomId, positions: readonly number[]): void {
    const gaps = this.#rooms.get(roomId)
    if (gaps === undefined) return
    for (const position of gaps.keys()) if (!positions.includes(position)) gaps.delete(position)
    if (gaps.size === 0) this.#rooms.delete(roomId)
  }

  /** All of a room may be tried now. */
  forget(roomId: RoomId): void {
    this.#rooms.delete(roomId)
  }
}
