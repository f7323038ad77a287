import type { RoomId } from '../../../preload/contract/ids.ts'
import type { HistoryRow } from '../../../preload/contract/rows/search-row.ts'
import type { Store } from '../store/store.ts'
import { countMessages, readCoverage } from '../store/tables/coverage.ts'
import { readAsked } from '../store/tables/history-wishes.ts'
import { readRoom } from '../store/tables/rooms.ts'
import type { HistoryDownload } from './history-download.ts'

/** Nobody reads a longer list. */
const mostRows = 200

/** Reads rows again and again, and counts the messages of a room only when it has news. */
export class HistoryRows {
  readonly #store: Store
  readonly #history: HistoryDownload
  readonly #counts = new Map<RoomId, number>()

  constructor({ store, history }: { readonly store: Store; readonly history: HistoryDownload }) {
    this.#store = store
    this.#history = history
  }

  /** Whether news of these rooms change what `read` gave. */
  isTouchedBy(rooms: Iterable<RoomId>): boolean {
    let isTouched = false
    for (const roomId of rooms) isTouched = this.#counts.delete(roomId) || isTouched
    return isTouched
  }

  /** Rooms for which it was asked, the one under way, and the one named, which comes first. */
  read(named: RoomId | undefined): readonly HistoryRow[] {
    const asked = this.#store.read((reader) => readAsked(reader, mostRows))
    const current = this.#history.room
    const roomIds = new Set([...(named === undefined ? [] : [named]), ...(current === null ? [] : [current]), ...asked])
    return [...roomIds].flatMap((roomId) => this.#row(roomId) ?? [])
  }

  #row(roomId: RoomId): HistoryRow | null {
    const found = this.#store.read((reader) => {
      const record = readRoom(reader, roomId)
      if (record === undefined) return null
      const events = this.#counts.get(roomId) ?? countMessages(reader, record.room)
      return { record, events, completeFrom: readCoverage(reader, record.room).from }
    })
    if (found === null) return null
    const { record: { room, name }, events, completeFrom } = found
    this.#counts.set(roomId, events)
    const { state, reason } = completeFrom === 0 ? { state: 'complete' as const, reason: null } : this.#history.progressOf(roomId, room)
    return { key: roomId, roomId, roomName: name, state, completeFrom, events, reason }
  }
}
