import type { RoomId } from '../../../preload/contract/ids.ts'
import type { Connectivity } from '../matrix/connectivity.ts'
import { HomeserverError } from '../matrix/errors.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import { getState } from '../matrix/rooms.ts'
import { roomOf, type OperationKind } from '../sending/operation.ts'
import { encryptedRefusal } from '../sending/outbox-error.ts'
import { Refusal, type Transmission, type Transmitted, type Transmitter } from '../sending/transmitter.ts'

const readable: ReadonlySet<OperationKind> = new Set(['message', 'file', 'edit', 'react'])

/**
 * Asks the server whether a room is encrypted before the first readable thing goes into it. The store may not know yet: what waited in the
 * outbox leaves the moment the network is back, which can be before the sync that tells of encryption. Once asked, the sync is trusted
 * until the connection is lost again.
 */
export class WaryTransmitter implements Transmitter {
  readonly #transmitter: Transmitter
  readonly #homeserver: Homeserver
  readonly #known = new Set<RoomId>()

  constructor(parts: { readonly transmitter: Transmitter; readonly homeserver: Homeserver; readonly connectivity: Connectivity }) {
    this.#transmitter = parts.transmitter
    this.#homeserver = parts.homeserver
    parts.connectivity.onChange((state) => {
      if (state.is === 'offline') this.#known.clear()
    })
  }

  async transmit(transmission: Transmission): Promise<Transmitted> {
    const { operation, signal } = transmission
    const roomId = roomOf(operation)
    if (roomId !== null && readable.has(operation.kind) && !this.#known.has(roomId)) {
      if (await this.#isEncrypted(roomId, signal)) throw new Refusal('unsupported', encryptedRefusal)
      this.#known.add(roomId)
    }
    return this.#transmitter.transmit(transmission)
  }

  async #isEncrypted(roomId: RoomId, signal: AbortSignal): Promise<boolean> {
    try {
      await getState(this.#homeserver, { roomId, type: 'm.room.encryption', stateKey: '', signal })
      return true
    } catch (error) {
      // Whoever may not look into the room may not write there either: the request itself will say so.
      if (error instanceof HomeserverError && (error.code === 'not-found' || error.code === 'forbidden')) return false
      throw error
    }
  }
}
