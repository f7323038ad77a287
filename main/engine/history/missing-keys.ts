import type { RoomId } from '../../../preload/contract/ids.ts'
import type { Store } from '../store/store.ts'
import { readSessionsSince } from '../store/tables/waiting-events.ts'

/** Whether a key has come from the backup; see `KeyFetcher`. Never rejects. */
export type FetchKey = (roomId: RoomId, sessionId: string) => Promise<boolean>

/** So many keys are asked for after a page, which holds a hundred messages. */
const mostKeys = 25
/** After so many in a row that the backup does not have, it is not asked again for this room. */
const mostMisses = 50

/** Looks in the backup for the keys of a history that comes page by page: a few at a time, and not for ever where they are not there. */
export class MissingKeys {
  readonly #store: Store
  readonly #fetchKey: FetchKey
  readonly #misses = new Map<RoomId, number>()

  constructor({ store, fetchKey }: { readonly store: Store; readonly fetchKey: FetchKey }) {
    this.#store = store
    this.#fetchKey = fetchKey
  }

  /** For what was stored after the mark (`readArrivalMark`) and is not decrypted. Resolves when all of them were asked for. */
  async find(roomId: RoomId, room: number, mark: number): Promise<void> {
    if ((this.#misses.get(roomId) ?? 0) >= mostMisses) return
    const sessions = this.#store.read((reader) => readSessionsSince(reader, room, mark, mostKeys))
    if (sessions.length === 0) return
    const found = await Promise.all(sessions.map((sessionId) => this.#fetchKey(roomId, sessionId)))
    this.#misses.set(roomId, found.includes(true) ? 0 : (this.#misses.get(roomId) ?? 0) + found.length)
  }

  /** The backup may have what it did not have. */
  forget(roomId: RoomId): void {
    this.#misses.delete(roomId)
  }
}
