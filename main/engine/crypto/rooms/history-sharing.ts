import type { RoomId, UserId } from '../../../../preload/contract/ids.ts'
import { isRecord } from '../../base/json.ts'
import type { Clock } from '../../base/clock.ts'
import type { Disposable } from '../../base/disposable.ts'
import type { Log } from '../../base/log.ts'
import type { Me } from '../../base/me.ts'
import type { Connectivity } from '../../matrix/connectivity.ts'
import { HomeserverError } from '../../matrix/errors.ts'
import type { Homeserver } from '../../matrix/homeserver.ts'
import { uploadMedia } from '../../matrix/media.ts'
import { getRoomKeys } from '../../matrix/room-keys.ts'
import type { Backup } from '../backup/backup.ts'
import { openSession } from '../backup/backup-key.ts'
import { importSessions } from '../backup/restore.ts'
import { Errand } from '../errand.ts'
import { readStanding } from '../identity/standing.ts'
import { userIdOf } from '../machine/ids.ts'
import type { Machine } from '../machine/machine.ts'
import { acceptBundle, largestBundle } from './accept-bundle.ts'

export type HistorySharingOptions = {
  readonly open: () => Promise<Machine>
  readonly me: Me
  readonly backup: Pick<Backup, 'state'>
  readonly homeserver: Homeserver
  readonly connectivity: Connectivity
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
}

/** Whoever invites sends the bundle before the invite; so late it has nothing to do with it any more. */
const acceptedForMs = 24 * 60 * 60 * 1000

/**
 * Gives whoever is invited the keys of what was said before, as one encrypted file on the homeserver whose own key their signed devices are
 * told, and takes in such a file from whoever invited us (MSC4268). What is still awaited is in the crypto store: it goes on at the next start.
 */
export class HistorySharing implements Disposable {
  readonly #options: HistorySharingOptions
  readonly #accepting: Errand

  constructor(options: HistorySharingOptions) {
    this.#options = options
    this.#accepting = new Errand({ ...options, name: 'history of rooms', job: () => this.#acceptAll() })
  }

  /** Looks for what is awaited. */
  wake(): void {
    this.#accepting.wake()
  }

  /** Keys of the room, for a user who is about to be invited. Does nothing where this device is not verified. Rejects with `HomeserverError`. */
  async share(roomId: RoomId, userId: UserId, signal?: AbortSignal): Promise<void> {
    const { me, homeserver, log } = this.#options
    const machine = await this.#options.open()
    const { olm, wasm, outgoing } = machine
    const user = () => userIdOf(wasm, userId)
    const asked = user()
    if (asked === undefined || await readStanding(machine, me) !== 'verified') return
    await this.#fetchFromBackup(machine, roomId)
    const bundle = await olm.buildRoomKeyBundle(new wasm.RoomId(roomId))
    if (bundle === undefined) return
    const bytes = bundle.encryptedData
    if (bytes.length > largestBundle) return log.warn('The history of a room is too large to be shared', { roomId, bytes: bytes.length })
    await outgoing.send(olm.queryKeysForUsers([asked]))
    await outgoing.claim([userId])
    const uri = await uploadMedia(homeserver, {
      contentType: 'application/octet-stream', length: bytes.length, open: async function* () { yield bytes }, signal,
    })
    const [reader, strategy] = [user(), wasm.CollectStrategy.identityBasedStrategy()]
    if (reader === undefined) return
    const info = bundle.mediaEncryptionInfo
    for (const request of await olm.shareRoomKeyBundleData(reader, new wasm.RoomId(roomId), uri, info, strategy)) await outgoing.send(request)
  }

  /** We are about to accept an invite of `inviter`: what they give us of the room's keys is taken. */
  async expect(roomId: RoomId, inviter: UserId): Promise<void> {
    const { olm, wasm } = await this.#options.open()
    const id = userIdOf(wasm, inviter)
    if (id !== undefined) await olm.storeRoomPendingKeyBundle(new wasm.RoomId(roomId), id)
  }

  dispose(): Promise<void> {
    return this.#accepting.stop()
  }

  async #acceptAll(): Promise<void> {
    const { open, homeserver, clock, log } = this.#options
    const machine = await open()
    const failures: unknown[] = []
    for (const { roomId, inviterId, inviteAcceptedAtMillis } of await machine.olm.getAllRoomsPendingKeyBundles()) {
      if (clock.now() - inviteAcceptedAtMillis > acceptedForMs) {
        await machine.olm.clearRoomPendingKeyBundle(roomId)
        continue
      }
      try {
        await acceptBundle(machine, { roomId: roomId.toString(), inviter: inviterId.toString() }, { homeserver, log })
      } catch (error) {
        // A server that fails is that room's alone.
        if (isWorthWaiting(error)) throw error
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures.find((error) => error instanceof HomeserverError && error.isRetryable) ?? failures[0]
  }

  /** Otherwise the bundle would lack what this device has not needed yet. */
  async #fetchFromBackup(machine: Machine, roomId: RoomId): Promise<void> {
    const { backup: { state }, homeserver } = this.#options
    const { olm, wasm } = machine
    const { decryptionKey: key, backupVersion: version } = await olm.getBackupKeys()
    if (state.is !== 'on' || key === undefined || version !== state.backup.version) return
    if (await olm.hasDownloadedAllRoomKeys(new wasm.RoomId(roomId))) return
    const sessions = Object.entries(await getRoomKeys(homeserver, { version, roomId })).flatMap(([sessionId, data]) => {
      const opened = isRecord(data) ? openSession(key, { data }) : undefined
      return opened === undefined ? [] : [[sessionId, opened] as const]
    })
    if (sessions.length > 0) await importSessions(machine, version, new Map([[roomId, new Map(sessions)]]))
    await olm.setHasDownloadedAllRoomKeys(new wasm.RoomId(roomId))
  }
}

/** Whether an invite is to wait for the network rather than to go without the history. */
export const isWorthWaiting = (error: unknown): boolean =>
  error instanceof HomeserverError && (error.code === 'offline' || error.code === 'aborted' || error.code === 'unknown-token')
