import type { Stream } from '../world/stream.ts'

/** Who is typing, by room. */
export class Typing {
  readonly #stream: Stream
  readonly #users = new Map<number, Set<string>>()

  constructor(stream: Stream) {
    this.#stream = stream
  }

  in(room: number): readonly string[] {
    return [...(this.#users.get(room) ?? [])]
  }

  set(room: number, userId: string, isTyping: boolean): void {
    const users = this.#users.get(room) ?? new Set<string>()
    if (isTyping) users.add(userId)
    else users.delete(userId)
    this.#users.set(room, users)
    this.#stream.add({ is: 'typing', room })
  }
}
