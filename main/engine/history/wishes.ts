import type { RoomId } from '../../../preload/contract/ids.ts'
import type { KeepHistory } from '../../../preload/contract/rows/settings.ts'
import type { Clock } from '../base/clock.ts'
import type { Store } from '../store/store.ts'
import { noteOpened, putWish, readWish, removeWish, type HistoryWish } from '../store/tables/history-wishes.ts'
import { roomKey } from '../store/tables/rooms.ts'

/** How much of a room's history is wanted: all, the newest messages, or none. */
export function reachOf(wish: HistoryWish | null, keep: KeepHistory): 'all' | 'recent' | 'none' {
  if (wish === 'asked') return 'all'
  if (wish === 'stopped' || keep === 'nothing') return 'none'
  if (keep === 'all') return 'all'
  if (wish !== 'opened') return 'none'
  return keep === 'opened' ? 'all' : 'recent'
}

export type WishesOptions = {
  readonly store: Store
  readonly clock: Clock
  /** What the user chose; see `Settings`. */
  readonly keepHistory: () => KeepHistory
}

/** More rooms than anybody opens before the screen is still for a moment. */
const mostOpened = 20

/** Of which rooms the history is wanted: what was asked for by name, and what follows from the setting once that counts. */
export class Wishes {
  readonly #options: WishesOptions
  #settingCounts = false
  #opened: readonly RoomId[] = []

  constructor(options: WishesOptions) {
    this.#options = options
  }

  /** For an account that works for a single command only what was asked for counts, until this is called. */
  heedSetting(): void {
    this.#settingCounts = true
  }

  get keep(): KeepHistory {
    return this.#settingCounts ? this.#options.keepHistory() : 'nothing'
  }

  reachOf(room: number): ReturnType<typeof reachOf> {
    return reachOf(this.#options.store.read((reader) => readWish(reader, room)), this.keep)
  }

  /** On the disk when it returns. */
  ask(roomId: RoomId): void {
    const { store, clock } = this.#options
    store.write((writer) => {
      const room = roomKey(writer, roomId)
      if (room !== undefined) putWish(writer, room, 'asked', clock.now())
    }, 'full')
  }

  /** Takes back what was asked for, and keeps the setting from asking for it. On the disk when it returns. */
  stop(roomId: RoomId): void {
    const { store, clock, keepHistory } = this.#options
    const isWantedStill = reachOf('opened', keepHistory()) === 'all'
    store.write((writer) => {
      const room = roomKey(writer, roomId)
      if (room === undefined) return
      if (isWantedStill) putWish(writer, room, 'stopped', clock.now())
      else removeWish(writer, room)
    }, 'full')
  }

  /** Somebody looks at these rooms; noted later. */
  opened(rooms: readonly RoomId[]): void {
    this.#opened = [...this.#opened, ...rooms].slice(-mostOpened)
  }

  /** Notes which rooms somebody has looked at, where something follows from it. */
  noteOpened(): void {
    const { store, clock } = this.#options
    const opened = new Set(this.#opened)
    this.#opened = []
    if (opened.size === 0 || this.keep === 'nothing') return
    store.write((writer) => { for (const roomId of opened) noteOpened(writer, roomId, clock.now()) })
  }
}
