/**
 * crypto: an account's end-to-end encryption on this device. It owns the crypto store (a file of its own, `indexed-db`), the `OlmMachine` in
 * it and the requests that the machine makes; on these stand identity and recovery, backup, verification, and the encryption of rooms. Nothing
 * cryptographic is written here: that is the machine's, or Node's. It stores no events and knows no timelines.
 *
 * The machine is opened when somebody first needs it. If it cannot be, everything that was decrypted before stays readable, nothing is
 * deleted, and `failure` says why.
 */
import type { UserId } from '../../../preload/contract/ids.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import type { Log } from '../base/log.ts'
import type { Me } from '../base/me.ts'
import type { Connectivity } from '../matrix/connectivity.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import type { DatabaseKey } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { StoreError } from '../store/store-error.ts'
import type { KeyWork } from '../../../preload/contract/rows/encryption-row.ts'
import { Backup } from './backup/backup.ts'
import { CryptoError } from './crypto-error.ts'
import { Devices } from './devices/devices.ts'
import { EndingHomeserver } from './ending-homeserver.ts'
import { KeyFetcher } from './backup/fetch-key.ts'
import { Restoring } from './backup/restoring.ts'
import { readStanding } from './identity/standing.ts'
import { Identity } from './identity/identity.ts'
import { Decryption } from './decryption/decryption.ts'
import { KeyFiles } from './key-file/key-files.ts'
import type { Machine, RoomKey, ToDeviceNews } from './machine/machine.ts'
import { openMachine } from './machine/open-machine.ts'
import { takeOverKeys } from './machine/take-over.ts'
import type { SendRoomEvent } from './machine/send-request.ts'
import { Recovery } from './recovery/recovery.ts'
import { SecretStorage } from './recovery/secret-storage.ts'
import { HistorySharing } from './rooms/history-sharing.ts'
import { RoomEncryption } from './rooms/room-encryption.ts'
import { Upkeep } from './upkeep.ts'
import { Trust } from './trust/trust.ts'
import { Verifications, type OpenDirectRoom } from './verification/verifications.ts'

export type EncryptionOptions = {
  readonly me: Me
  /** The account's folder. */
  readonly folder: string
  readonly key: DatabaseKey
  readonly store: Store
  readonly homeserver: Homeserver
  readonly connectivity: Connectivity
  readonly sendRoomEvent: SendRoomEvent
  readonly openDirectRoom: OpenDirectRoom
  /** The machine knows what is not on the disk: only over the files as they are can it go on (`Machine.isAhead`). */
  readonly onAhead: () => void
  /** What the user chose; see `Settings`. */
  readonly excludeUnsigned: () => boolean
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
}

export class Encryption implements Disposable {
  /** Something that a status shows may have changed. */
  readonly onStatus: Emitter<undefined>
  readonly onRoomKeys: Emitter<readonly RoomKey[]>
  readonly onWithheld: Emitter<readonly RoomKey[]>
  /** The machine is there; told once. Who hears its other news listens from here on. */
  readonly onOpen: Emitter<Machine>
  readonly rooms: RoomEncryption
  readonly history: HistorySharing
  readonly decryption: Decryption
  readonly verifications: Verifications
  readonly trust: Trust
  readonly identity: Identity
  readonly backup: Backup
  readonly restoring: Restoring
  readonly keyFetcher: KeyFetcher
  readonly recovery: Recovery
  readonly devices: Devices
  readonly keyFiles: KeyFiles
  readonly upkeep: Upkeep
  readonly #options: EncryptionOptions
  #opening: Promise<Machine> | undefined
  #machine: Machine | undefined
  #failure: Error | undefined
  // Of a file that opened, and turned out not to hold together.
  #damage: StoreError | undefined
  readonly #end = new AbortController()
  #isLive = false
  #work: KeyWork | null = null

  constructor(options: EncryptionOptions) {
    const { log } = options
    this.#options = options
    this.onStatus = new Emitter(log)
    this.onRoomKeys = new Emitter(log)
    this.onWithheld = new Emitter(log)
    this.onOpen = new Emitter(log)
    const homeserver = new EndingHomeserver(options.homeserver, this.#end.signal)
    const parts = { ...options, homeserver, open: () => this.open(), onChange: () => this.onStatus.emit(undefined) }
    this.rooms = new RoomEncryption(parts)
    this.verifications = new Verifications(parts)
    this.trust = new Trust(parts)
    this.identity = new Identity(parts)
    this.backup = new Backup(parts)
    const { identity, backup } = this
    this.history = new HistorySharing({ ...parts, backup })
    this.restoring = new Restoring({ ...parts, backup, onWork: (work) => this.show(work) })
    this.keyFetcher = new KeyFetcher({ ...parts, backup })
    this.decryption = new Decryption({ ...parts, backup: () => backup.state.is })
    const { restoring } = this
    this.recovery = new Recovery({ ...parts, identity, backup, restoring, storage: new SecretStorage(parts) })
    this.devices = new Devices({ ...parts, identity })
    this.keyFiles = new KeyFiles({ ...parts, ending: this.#end.signal, onWork: (work) => this.show(work) })
    this.upkeep = new Upkeep({ ...parts, identity, backup, restoring, recovery: this.recovery, takeOver: (machine) => takeOverKeys(options, machine) })
  }

  /** Undefined while it is not open. */
  get machine(): Machine | undefined {
    return this.#machine
  }

  /** Why the machine could not be opened the last time that it was tried. */
  get failure(): Error | undefined {
    return this.#damage ?? this.#failure
  }

  /** Long work with keys that is under way. */
  get work(): KeyWork | null {
    return this.#work
  }

  show(work: KeyWork | null): void {
    this.#work = work
    this.onStatus.emit(undefined)
  }

  /** The machine, opened if it is not yet. Rejects with `StoreError` or `CryptoError`; tried anew by the next who asks. */
  open(): Promise<Machine> {
    if (this.#opening === undefined && this.#end.signal.aborted) return Promise.reject(new CryptoError('cancelled', 'This account has been closed.'))
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined
      this.#failure = error instanceof Error ? error : new Error(String(error))
      this.onStatus.emit(undefined)
      throw error
    })
    return this.#opening
  }

  /** Opens the machine and sends its requests from now on, as they come up. */
  goLive(): void {
    this.#isLive = true
    this.upkeep.goLive()
    this.history.wake()
    if (this.#machine !== undefined) this.#machine.outgoing.start()
    else this.open().catch((error: unknown) => this.#options.log.error('The crypto store could not be opened', { error }))
  }

  /** Whether this device is signed by its owner's identity. */
  async isVerified(): Promise<boolean> {
    return await readStanding(await this.open(), this.#options.me) === 'verified'
  }

  /** For the sync: before the position moves. Rejects when it is not on the disk. */
  async takeToDevice(news: ToDeviceNews): Promise<void> {
    const machine = await this.open()
    if (this.#damage !== undefined) throw this.#damage
    if (machine.isAhead) {
      this.#options.onAhead()
      throw new StoreError('failed', 'The keys could not be put on the disk: they are opened anew.')
    }
    await machine.takeToDevice(news)
  }

  /** Devices of these users may be others than are known. What is lost here, the next news of them brings. */
  markChanged(users: readonly UserId[]): void {
    this.open().then((machine) => machine.markChanged(users).then(() => machine.outgoing.wake()))
      .catch((error: unknown) => this.#options.log.warn('Devices could not be marked as changed', { error }))
  }

  async dispose(): Promise<void> {
    await this.verifications.dispose()
    await this.trust.dispose()
    this.#end.abort()
    await this.#machine?.outgoing.stop()
    await this.upkeep.stop()
    // Each uses those after it.
    for (const part of [this.recovery, this.identity, this.backup, this.keyFiles]) await part.close()
    await this.history.dispose()
    this.decryption.dispose()
    const machine = await this.#opening?.catch(() => undefined)
    await machine?.dispose()
  }

  #noteDamage(error: StoreError): void {
    if (this.#damage !== undefined) return
    this.#damage = error
    this.#options.log.error('The store of keys is damaged', { error })
    this.onStatus.emit(undefined)
  }

  async #open(): Promise<Machine> {
    const machine = await openMachine({ ...this.#options, onDamage: (error) => this.#noteDamage(error) })
    this.#machine = machine
    this.#failure = undefined
    machine.onRoomKeys.on((keys) => this.onRoomKeys.emit(keys))
    machine.onWithheld.on((keys) => this.onWithheld.emit(keys))
    machine.onHistory.on(() => this.history.wake())
    machine.onDevices.on(() => this.decryption.forget())
    machine.onIdentity.on(() => this.decryption.forget())
    this.verifications.attach(machine)
    this.trust.attach(machine)
    this.onOpen.emit(machine)
    this.upkeep.follow(machine)
    machine.onDevices.on((users) => { if (users.includes(this.#options.me.userId)) this.devices.onChange.emit(undefined) })
    if (this.#isLive) machine.outgoing.start()
    this.onStatus.emit(undefined)
    return machine
  }
}
