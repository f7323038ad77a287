import type { RoomId, UserId } from '../../../preload/contract/index.ts'
import { Emitter } from '../base/emitter.ts'
import type { Log } from '../base/log.ts'
import type { PreparedRoom } from './prepared-response.ts'

/** Who is typing where. Nothing of it is stored: a connection that breaks forgets it. */
export class TypingUsers {
  readonly #rooms = new Map<RoomId, readonly UserId[]>()
  readonly #changed: Emitter<RoomId>

  constructor(log: Log) {
    this.#changed = new Emitter(log)
  }

  in(roomId: RoomId): readonly UserId[] {
    return this.#rooms.get(roomId) ?? []
  }

  /** Hears of every room in which somebody began or ceased to type. */
  onChange(listener: (roomId: RoomId) => void): () => void {
    return this.#changed.on(listener)
  }

  take(rooms: readonly PreparedRoom[]): void {
    for (const { roomId, typing } of rooms) if (typing !== null) this.#set(roomId, typing)
  }

  clear(): void {
    for (const roomId of [...this.#rooms.keys()]) this.#set(roomId, [])
  }

  #set(roomId: RoomId, users: readonly UserId[]): void {
    if (users.join() === this.in(roomId).join()) return
    if (users.length === 0) this.#rooms.delete(roomId)
    else this.#rooms.set(roomId, users)
    this.#changed.emit(roomId)
  }
}
