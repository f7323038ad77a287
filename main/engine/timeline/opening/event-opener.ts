import { Emitter } from '../../base/emitter.ts'
import type { Log } from '../../base/log.ts'
import type { Decryption } from '../../crypto/decryption/decryption.ts'
import type { Store } from '../../store/store.ts'
import type { PreparedEvent } from '../prepared-event.ts'
import { openEvents, type EventsOfRoom } from './open-events.ts'

export type EventOpenerOptions = {
  readonly store: Store
  readonly decryption: Pick<Decryption, 'decrypt'>
  readonly log: Log
}

/** The way on which events go into the store: decrypted first, as far as that can be done now. */
export class EventOpener {
  /** Everything that was on its way is stored. */
  readonly onIdle: Emitter<undefined>
  readonly #options: EventOpenerOptions
  #underWay = 0

  constructor(options: EventOpenerOptions) {
    this.#options = options
    this.onIdle = new Emitter(options.log)
  }

  /** Events are between decrypting and storing: a key that comes now is tried on them again, since they did not wait for it yet. */
  get isBusy(): boolean {
    return this.#underWay > 0
  }

  /** Decrypts what came for rooms and has `write` store it. Settles as `write` does. */
  async through<T>(rooms: readonly EventsOfRoom[], write: (opened: readonly (readonly PreparedEvent[])[]) => T | Promise<T>): Promise<T> {
    const { store, decryption } = this.#options
    this.#underWay += 1
    try {
      return await write(await openEvents(store, decryption, rooms))
    } finally {
      this.#underWay -= 1
      if (!this.isBusy) this.onIdle.emit(undefined)
    }
  }

  /** The same for the events of one room. */
  ofRoom<T>(room: EventsOfRoom, write: (opened: readonly PreparedEvent[]) => T | Promise<T>): Promise<T> {
    return this.through([room], ([opened = []]) => write(opened))
  }
}
