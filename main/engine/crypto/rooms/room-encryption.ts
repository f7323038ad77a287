import type { RoomId } from '../../../../preload/contract/ids.ts'
import type { Clock } from '../../base/clock.ts'
import { isRecord, parseJson, type JsonRecord } from '../../base/json.ts'
import { SerialQueue } from '../../base/queue.ts'
import type { Store } from '../../store/store.ts'
import { beginSession, endSessionOf, readSession, type OutboundSession } from '../../store/tables/outbound-sessions.ts'
import { CryptoError } from '../crypto-error.ts'
import { readMegolmMessage } from '../decryption/megolm-message.ts'
import type { Machine } from '../machine/machine.ts'
import type { EncryptedRoom, RoomEvent } from './encrypted-room.ts'
import { rotationOf } from './rotation.ts'
import { shareKey } from './share-key.ts'

export type RoomEncryptionOptions = {
  readonly open: () => Promise<Machine>
  readonly store: Store
  readonly clock: Clock
}

/** The room with everybody in it, as it is now. */
export type ReadRoom = () => Promise<EncryptedRoom>

/** A room whose session everybody has: since `at`; `deviceNews` as it was before they were given it. */
type Ready = { readonly room: EncryptedRoom; readonly deviceNews: number; readonly at: number }

/** What a session was last shared under, in a large room. */
type Shared = { readonly room: string; readonly deviceNews: number; readonly at: number; readonly index: number }

/** In smaller rooms to ask the machine whether everybody has the key takes no time that anybody notices. */
const largeRoom = 50
// For so long nobody is asked again who could not be reached, or has no key that is left.
const sharedForMs = 60_000
/** People come and go while keys are handed out; somewhere it has to end. */
const mostShares = 5

/**
 * Encrypts events for rooms: the recipients' devices are asked for when they may have changed, each gets the room's session before anything is
 * encrypted with it, and a session that is old, or that somebody had who is gone, is replaced. One event of a room at a time.
 *
 * The machine ends the process when it is told to encrypt with a session that is used up. So nothing is encrypted here that was not shared
 * right before; the number of messages is looked at by the machine then, the time by us (`outbound_session`).
 */
export class RoomEncryption {
  readonly #options: RoomEncryptionOptions
  readonly #rooms = new Map<RoomId, SerialQueue>()
  readonly #shared = new Map<RoomId, Shared>()

  constructor(options: RoomEncryptionOptions) {
    this.#options = options
  }

  /**
   * The content of the `m.room.encrypted` event that stands for `event`. Rejects with `HomeserverError` when devices cannot be asked for or
   * given the key (to be tried again), with `CryptoError` `forbidden` while the identity of a verified recipient is not settled.
   */
  encrypt(roomId: RoomId, read: ReadRoom, event: RoomEvent): Promise<JsonRecord> {
    return this.#inTurn(roomId, async () => {
      const machine = await this.#options.open()
      const ready = await this.#share(machine, roomId, read)
      const { olm, wasm } = machine
      const content = parseJson(await olm.encryptRoomEvent(new wasm.RoomId(roomId), event.type, JSON.stringify(event.content)))
      await machine.settled()
      if (!isRecord(content)) throw new Error('The machine made no content of an event')
      this.#noteUse(ready, readMegolmMessage(content).messageIndex)
      return content
    })
  }

  async #share(machine: Machine, roomId: RoomId, read: ReadRoom): Promise<Ready> {
    const { clock } = this.#options
    let room = await read()
    for (let attempt = 1; attempt <= mostShares; attempt += 1) {
      const { deviceNews } = machine
      const isNew = await this.#replaceOld(machine, room)
      const shared = this.#shared.get(roomId)
      if (!isNew && shared !== undefined && this.#isStillShared(shared, deviceNews, room)) return { room, deviceNews, at: shared.at }
      await shareKey(machine, room)
      const sharedAt = clock.now()
      // Somebody may have come or gone meanwhile, or the clock have been put back, and the session be one from the future.
      const later = await read()
      const isUsable = !this.#isOld(later) && clock.now() >= sharedAt
      if (isUsable && (nameOf(later) === nameOf(room) || attempt === mostShares)) return { room: later, deviceNews, at: sharedAt }
      if (clock.now() < sharedAt) this.#options.store.write((writer) => endSessionOf(writer, roomId))
      room = later
    }
    throw new CryptoError('timeout', 'People come and go here faster than keys can be handed out: it is tried again by itself.')
  }

  /** Where the session is to be used no more, the machine is told so before the note of a new one: whether that was needed. */
  async #replaceOld({ olm, wasm }: Machine, room: EncryptedRoom): Promise<boolean> {
    if (!this.#isOld(room)) return false
    this.#shared.delete(room.roomId)
    await olm.invalidateGroupSession(new wasm.RoomId(room.roomId))
    this.#options.store.write((writer) => beginSession(writer, room.roomId, this.#newSession(room)))
    return true
  }

  #isOld(room: EncryptedRoom): boolean {
    const { store, clock } = this.#options
    const session = store.read((reader) => readSession(reader, room.roomId))
    const { periodMs, messages } = rotationOf(room)
    if (session?.periodMs !== periodMs || session.messages !== messages) return true
    const age = clock.now() - session.begunTs
    return age < 0 || age >= periodMs
  }

  #newSession(room: EncryptedRoom): OutboundSession {
    return { begunTs: this.#options.clock.now(), ...rotationOf(room) }
  }

  /** Whether nothing can have changed since everybody was given the session, and it serves for one more message. */
  #isStillShared(shared: Shared, deviceNews: number, room: EncryptedRoom): boolean {
    const age = this.#options.clock.now() - shared.at
    return age >= 0 && age < sharedForMs && shared.deviceNews === deviceNews && shared.index + 1 < rotationOf(room).messages
      && shared.room === nameOf(room)
  }

  #noteUse({ room, deviceNews, at }: Ready, index: number | null): void {
    const { store } = this.#options
    const { roomId, recipients } = room
    if (index === null || recipients.length < largeRoom) this.#shared.delete(roomId)
    else this.#shared.set(roomId, { room: nameOf(room), deviceNews, at, index })
    // The machine may have begun a session of its own accord. One that is not to be used any more stays so.
    if (index === 0) {
      store.write((writer) => {
        if (readSession(writer, roomId) !== undefined) beginSession(writer, roomId, this.#newSession(room))
      })
    }
  }

  #inTurn<T>(roomId: RoomId, job: () => Promise<T>): Promise<T> {
    const queue = this.#rooms.get(roomId) ?? new SerialQueue()
    this.#rooms.set(roomId, queue)
    return queue.run(job)
  }
}

const nameOf = (room: EncryptedRoom): string => JSON.stringify(room)
