import type { RoomId } from '../../../preload/contract/ids.ts'
import { ownNumber } from '../base/json.ts'
import type { EncryptedRoom, RoomEvent } from '../crypto/rooms/encrypted-room.ts'
import type { RoomEncryption } from '../crypto/rooms/room-encryption.ts'
import type { Connectivity } from '../matrix/connectivity.ts'
import { HomeserverError } from '../matrix/errors.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import { getState } from '../matrix/rooms.ts'
import type { MemberLoader } from '../rooms/member-loader.ts'
import type { Reader } from '../store/reader.ts'
import type { Store } from '../store/store.ts'
import { readJoinedIds, readPresentIds } from '../store/tables/members.ts'
import { markEncrypted, readRoom } from '../store/tables/rooms.ts'
import { readState } from '../store/tables/state.ts'
import { readVisibility } from './history-visibility.ts'
import { Refusal } from './transmitter.ts'

export type SealingOptions = {
  readonly store: Store
  readonly homeserver: Homeserver
  readonly connectivity: Connectivity
  readonly members: Pick<MemberLoader, 'load'>
  readonly encryption: Pick<RoomEncryption, 'encrypt'>
  readonly excludeUnsigned: () => boolean
}

/** There is nothing to read in them but what they relate to, which has to be readable (client-server API, "m.reaction"). */
const neverSealed: ReadonlySet<string> = new Set(['m.reaction', 'm.room.redaction'])

/**
 * Decides whether an event goes out encrypted, and encrypts it: it does in every room that ever had encryption on, whatever later state says.
 * The store may not know yet: what waited in the outbox leaves the moment the network is back, which can be before the sync that tells of
 * encryption. So the server is asked before the first readable thing goes into a room; once asked, the sync is trusted until the connection
 * is lost again.
 */
export class Sealing {
  readonly #options: SealingOptions
  readonly #knownOpen = new Set<RoomId>()

  constructor(options: SealingOptions) {
    this.#options = options
    options.connectivity.onChange((state) => {
      if (state.is === 'offline') this.#knownOpen.clear()
    })
  }

  /** The event as it is to be sent. Rejects with `HomeserverError`, `CryptoError` or `Refusal`. */
  seal(roomId: RoomId, event: RoomEvent, signal?: AbortSignal): Promise<RoomEvent> {
    return this.#seal(roomId, event, { signal, evenUnsettled: false })
  }

  /** The same for a message of a verification, which is how an identity that changed is settled. */
  sealVerification(roomId: RoomId, event: RoomEvent, signal: AbortSignal): Promise<RoomEvent> {
    return this.#seal(roomId, event, { signal, evenUnsettled: true })
  }

  async #seal(
    roomId: RoomId, event: RoomEvent, { signal, evenUnsettled }: { readonly signal: AbortSignal | undefined; readonly evenUnsettled: boolean },
  ): Promise<RoomEvent> {
    if (neverSealed.has(event.type) || !(await this.isEncrypted(roomId, signal))) return event
    const read = async () => ({ ...await this.#roomToEncrypt(roomId), evenUnsettled })
    const content = await this.#options.encryption.encrypt(roomId, read, event)
    return { type: 'm.room.encrypted', content }
  }

  /** Whether what goes into the room has to be encrypted. Rejects with `HomeserverError` when that cannot be known now. */
  async isEncrypted(roomId: RoomId, signal?: AbortSignal): Promise<boolean> {
    const { store } = this.#options
    if (store.read((reader) => readRoom(reader, roomId))?.isEncrypted === true) return true
    if (this.#knownOpen.has(roomId)) return false
    if (!(await this.#isEncryptedThere(roomId, signal))) {
      this.#knownOpen.add(roomId)
      return false
    }
    store.write((writer) => markEncrypted(writer, roomId))
    return true
  }

  async #isEncryptedThere(roomId: RoomId, signal: AbortSignal | undefined): Promise<boolean> {
    try {
      await getState(this.#options.homeserver, { roomId, type: 'm.room.encryption', stateKey: '', signal })
      return true
    } catch (error) {
      // Whoever may not look into the room may not write there either: the request itself will say so.
      if (error instanceof HomeserverError && (error.code === 'not-found' || error.code === 'forbidden')) return false
      throw error
    }
  }

  async #roomToEncrypt(roomId: RoomId): Promise<EncryptedRoom> {
    const { store, members, excludeUnsigned } = this.#options
    await members.load(roomId)
    const room = store.read((reader) => readEncryptedRoom(reader, roomId))
    if (room === undefined) throw new Refusal('not-found', 'There is no such room in this account.')
    return { ...room, excludeUnsigned: excludeUnsigned() }
  }
}

function readEncryptedRoom(reader: Reader, roomId: RoomId): Omit<EncryptedRoom, 'excludeUnsigned'> | undefined {
  const room = readRoom(reader, roomId)?.room
  if (room === undefined) return undefined
  const encryption = readState(reader, room, 'm.room.encryption')?.content ?? {}
  const historyVisibility = readVisibility(readState(reader, room, 'm.room.history_visibility')?.content ?? {})
  const joined = readJoinedIds(reader, room)
  const present = historyVisibility === 'joined' ? joined : readPresentIds(reader, room)
  const isJoined = new Set(joined)
  return {
    roomId,
    recipients: present,
    invited: present.filter((userId) => !isJoined.has(userId)),
    historyVisibility,
    rotationMs: finite(ownNumber(encryption, 'rotation_period_ms')),
    rotationMessages: finite(ownNumber(encryption, 'rotation_period_msgs')),
  }
}

const finite = (value: number | undefined): number | null => (value === undefined || !Number.isFinite(value) ? null : value)
