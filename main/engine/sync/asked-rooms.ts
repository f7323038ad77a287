import type { RoomId } from '../../../preload/contract/ids.ts'
import type { Clock } from '../base/clock.ts'

/** How long somebody stays before the server's waiting is broken off for a room. */
const stayMs = 200

type Question = { readonly rooms: readonly RoomId[]; readonly mayWait: boolean }

/**
 * The rooms on a screen, and when it is worth breaking off a question that does not ask for them: only one that the server may hold back, and only
 * when somebody stays. Who steps through rooms would have the server begin anew at each; and a question that is broken off while it is on its way
 * may arrive after the one that took its place. The server then believes that what it told in between was lost, forgets that position (MSC4186:
 * what is asked from has been received, and what came after has not), and has to tell the whole account anew.
 */
export class AskedRooms {
  readonly #clock: Clock
  readonly #turnAround: () => void
  #rooms: readonly RoomId[] = []
  #question: Question | null = null
  #staying: AbortController | null = null

  /** `turnAround`: breaks off whatever is asked or slept on. */
  constructor({ clock, turnAround }: { readonly clock: Clock; readonly turnAround: () => void }) {
    this.#clock = clock
    this.#turnAround = turnAround
  }

  show(rooms: readonly RoomId[]): void {
    const before = this.#question?.rooms ?? this.#rooms
    this.#rooms = rooms
    this.#leave()
    // A room that is closed is no reason to ask anew.
    if (rooms.every((roomId) => before.includes(roomId))) return
    if (this.#question === null) return this.#turnAround()
    if (this.#question.mayWait) this.#stay()
  }

  /** A question is asked now; answers the rooms that it is to ask for. */
  asks(mayWait: boolean): readonly RoomId[] {
    this.#question = { rooms: this.#rooms, mayWait }
    return this.#rooms
  }

  /** Its answer was taken in, or none came. */
  answered(): void {
    this.#question = null
    this.#leave()
  }

  #stay(): void {
    const staying = this.#staying = new AbortController()
    this.#clock.sleep(stayMs, staying.signal).then(() => {
      const asked = this.#question?.rooms
      if (asked !== undefined && this.#rooms.some((roomId) => !asked.includes(roomId))) this.#turnAround()
    }, () => undefined)
  }

  #leave(): void {
    this.#staying?.abort()
    this.#staying = null
  }
}
