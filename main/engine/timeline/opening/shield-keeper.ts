import type { RoomId, UserId } from '../../../../preload/contract/ids.ts'
import type { Clock } from '../../base/clock.ts'
import type { Disposable } from '../../base/disposable.ts'
import { isRecord, parseJson } from '../../base/json.ts'
import type { Log } from '../../base/log.ts'
import type { Decryption } from '../../crypto/decryption/decryption.ts'
import type { Store } from '../../store/store.ts'
import { putShield } from '../../store/tables/encrypted-events.ts'
import { readNewestDecrypted, readShielded, type DecryptedEvent } from '../../store/tables/shielded-events.ts'

export type ShieldKeeperOptions = {
  readonly store: Store
  readonly decryption: Pick<Decryption, 'shieldOf'>
  readonly clock: Clock
  readonly log: Log
}

/** The machine tells of devices a moment before it has applied what it learned to the keys that came from them. */
const settlingMs = 300
const mostShielded = 1_000
const mostOnScreen = 100
const batchSize = 50

/**
 * Keeps what is said about the senders of messages true: their devices become known after their first message, they verify a device, their
 * identity changes. What carries a shield is looked at again, and the newest of the rooms on the screen; older messages without a shield keep
 * what was true when they were decrypted.
 */
export class ShieldKeeper implements Disposable {
  readonly #options: ShieldKeeperOptions
  readonly #senders = new Set<UserId>()
  readonly #end = new AbortController()
  #openRooms: readonly RoomId[] = []
  #running: Promise<void> | undefined

  constructor(options: ShieldKeeperOptions) {
    this.#options = options
  }

  setOpenRooms(rooms: readonly RoomId[]): void {
    this.#openRooms = rooms
  }

  /** Something became known about the devices or the identity of these people. */
  refresh(users: readonly UserId[]): void {
    for (const userId of users) this.#senders.add(userId)
    if (this.#end.signal.aborted || this.#senders.size === 0) return
    this.#running ??= this.#run()
      .catch((error: unknown) => {
        if (!this.#end.signal.aborted) this.#options.log.error('It could not be looked up who sent messages', { error })
      })
      .finally(() => {
        this.#running = undefined
        this.refresh([])
      })
  }

  async dispose(): Promise<void> {
    this.#end.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#senders.size > 0) {
      await this.#options.clock.sleep(settlingMs, this.#end.signal)
      const events = this.#take()
      for (let from = 0; from < events.length && !this.#end.signal.aborted; from += batchSize) {
        await this.#look(events.slice(from, from + batchSize))
      }
    }
  }

  #take(): readonly DecryptedEvent[] {
    const senders = [...this.#senders]
    this.#senders.clear()
    return this.#options.store.read((reader) => {
      const onScreen = this.#openRooms.flatMap((roomId) => readNewestDecrypted(reader, roomId, senders, mostOnScreen))
      const all = [...onScreen, ...readShielded(reader, senders, mostShielded)]
      return [...new Map(all.map((one) => [one.event, one])).values()]
    })
  }

  async #look(events: readonly DecryptedEvent[]): Promise<void> {
    const { store, decryption } = this.#options
    const looked = await Promise.all(events.map(async (one) => {
      const content = parseJson(one.ciphertext)
      const shield = isRecord(content) ? await decryption.shieldOf({ ...one, content, wasAway: false }) : undefined
      return { one, shield }
    }))
    store.write((writer) => {
      for (const { one: { event, roomId }, shield } of looked) {
        if (shield !== undefined && putShield(writer, event, shield)) writer.changes.timelines.add(roomId)
      }
    })
  }
}
