import type { EventId, RoomId } from '../../../../preload/contract/ids.ts'
import type { TimelineRow } from '../../../../preload/contract/rows/timeline-row.ts'
import type { Store } from '../../store/store.ts'
import { readSessionsOf } from '../../store/tables/waiting-events.ts'

/** Whether a key has come from the backup; who asks for too many is told that it has not. Never rejects. */
export type FetchKey = (roomId: RoomId, sessionId: string) => Promise<boolean>

/**
 * Looks in the backup for the keys of messages that somebody looks at, the newest first: so history opens while it is scrolled through, long
 * before the whole backup is restored. What comes is told as any key is.
 */
export class KeySearch {
  readonly #store: Store
  readonly #fetchKey: FetchKey
  readonly #seen = new Map<RoomId, readonly EventId[]>()

  constructor({ store, fetchKey }: { readonly store: Store; readonly fetchKey: FetchKey }) {
    this.#store = store
    this.#fetchKey = fetchKey
  }

  /** These rows are on the screen, oldest first. */
  look(roomId: RoomId, rows: readonly TimelineRow[]): void {
    const waiting = rows.flatMap(({ decryption, eventId }) => (decryption === 'pending' && eventId !== null ? [eventId] : [])).reverse()
    if (waiting.length === 0) {
      this.#seen.delete(roomId)
      return
    }
    if (waiting.join() === this.#seen.get(roomId)?.join()) return
    this.#seen.set(roomId, waiting)
    this.#search(roomId, waiting)
  }

  /** Resolves when the keys of these messages, if they can be had, are here. */
  async find(roomId: RoomId, eventIds: readonly EventId[]): Promise<void> {
    const sessions = this.#store.read((reader) => readSessionsOf(reader, roomId, eventIds))
    await Promise.all(sessions.map((sessionId) => this.#fetchKey(roomId, sessionId)))
  }

  /** Somebody no longer looks at the room. */
  leave(roomId: RoomId): void {
    this.#seen.delete(roomId)
  }

  /** The backup can be asked now. */
  again(): void {
    for (const [roomId, waiting] of this.#seen) this.#search(roomId, waiting)
  }

  #search(roomId: RoomId, eventIds: readonly EventId[]): void {
    for (const sessionId of this.#store.read((reader) => readSessionsOf(reader, roomId, eventIds))) void this.#fetchKey(roomId, sessionId)
  }
}
