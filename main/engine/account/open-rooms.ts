import type { RoomId } from '../../../preload/contract/ids.ts'

/** The rooms that somebody looks at, however many look. */
export class OpenRooms {
  readonly #counts = new Map<RoomId, number>()
  readonly #onChange: (rooms: readonly RoomId[]) => void

  constructor(onChange: (rooms: readonly RoomId[]) => void) {
    this.#onChange = onChange
  }

  /** Somebody looks at the room until the function returned is called. */
  open(roomId: RoomId): () => void {
    this.#add(roomId, 1)
    let isOpen = true
    return () => {
      if (isOpen) this.#add(roomId, -1)
      isOpen = false
    }
  }

  #add(roomId: RoomId, lookers: number): void {
    const before = this.#counts.get(roomId) ?? 0
    const after = before + lookers
    if (after === 0) this.#counts.delete(roomId)
    else this.#counts.set(roomId, after)
    if ((before === 0) !== (after === 0)) this.#onChange([...this.#counts.keys()])
  }
}
