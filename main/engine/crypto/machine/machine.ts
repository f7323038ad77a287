import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm'
import { isRoomId, isUserId, type RoomId, type UserId } from '../../../../preload/contract/ids.ts'
import type { Clock } from '../../base/clock.ts'
import type { Disposable } from '../../base/disposable.ts'
import { Emitter } from '../../base/emitter.ts'
import { isRecord, ownString, parseJson, type JsonRecord } from '../../base/json.ts'
import type { Log } from '../../base/log.ts'
import { SerialQueue } from '../../base/queue.ts'
import type { Connectivity } from '../../matrix/connectivity.ts'
import type { Homeserver } from '../../matrix/homeserver.ts'
import { toStoreError } from '../../store/store-error.ts'
import type { IndexedDB } from '../indexed-db/index.ts'
import { decryptionSettings } from './decryption-settings.ts'
import { userIdOf } from './ids.ts'
import { Outgoing } from './outgoing.ts'
import type { SendRoomEvent } from './send-request.ts'
import type { CryptoWasm } from './wasm.ts'

export type MachineOptions = {
  readonly wasm: CryptoWasm
  readonly olm: OlmMachine
  /** What the machine's store lies in. */
  readonly database: Pick<IndexedDB, 'dispose' | 'hold'>
  readonly homeserver: Homeserver
  readonly sendRoomEvent: SendRoomEvent
  readonly connectivity: Connectivity
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
}

/** A Megolm session of which a key came. */
export type RoomKey = { readonly roomId: RoomId; readonly sessionId: string }

/** What a sync response holds for the machine. */
export type ToDeviceNews = {
  readonly toDevice: readonly unknown[]
  readonly keys: {
    readonly deviceLists: { readonly changed: readonly UserId[]; readonly left: readonly UserId[] }
    /** Undefined: the server does not say. */
    readonly oneTimeKeyCounts: ReadonlyMap<string, number> | undefined
    readonly unusedFallbackKeyTypes: readonly string[] | undefined
  } | null
  /** In `/sync` a count that is missing is 0 (client-server API, "End-to-End Encryption", "Extensions to /sync"), in sliding sync it is what it was. */
  readonly kind: 'sliding' | 'v2'
  /** Asked without a position: which devices changed since the last response is not in it. */
  readonly isFresh: boolean
}

/** What is told of our keys is believed to be as it was for so long: each time that the machine is told, it writes its account anew. */
const knownForMs = 30_000

/**
 * One device's `OlmMachine` with everything that keeps it going: its requests are sent, its news are told. It is the only place that hears
 * the machine's callbacks; whoever needs one of its functions asks `olm` itself.
 */
export class Machine implements Disposable {
  readonly wasm: CryptoWasm
  readonly olm: OlmMachine
  readonly outgoing: Outgoing
  readonly onRoomKeys: Emitter<readonly RoomKey[]>
  /** Somebody said that they will not give a key. */
  readonly onWithheld: Emitter<readonly RoomKey[]>
  readonly onIdentity: Emitter<UserId>
  readonly onDevices: Emitter<readonly UserId[]>
  /** Another device of ours sent a secret (`m.megolm_backup.v1`, …); it waits in the machine's inbox. */
  readonly onSecret: Emitter<string>
  /** Another device of ours sent a secret, be it one that the machine has put to use by itself: a key of the identity. */
  readonly onSecretSent: Emitter<undefined>
  /** What devices said about verification, in clear text; the machine has taken it in, or dropped it. */
  readonly onVerification: Emitter<readonly JsonRecord[]>
  /** Somebody gives us keys of what was said before (MSC4268); the machine has kept where they lie. */
  readonly onHistory: Emitter<undefined>
  readonly #changes = new SerialQueue()
  readonly #database: MachineOptions['database']
  readonly #log: Log
  #closing: Promise<void> | undefined
  #deviceNews = 0
  #isAhead = false
  // Which fallback keys the server has, told while keys were on their way to it.
  #held: readonly string[] | undefined
  // What the server has of our keys, as the machine was told it last, and when.
  #told: { readonly keys: string; readonly at: number } | null = null
  readonly #clock: Clock

  constructor({ wasm, olm, database, homeserver, sendRoomEvent, connectivity, clock, random, log }: MachineOptions) {
    this.wasm = wasm
    this.olm = olm
    this.#database = database
    this.#log = log
    this.#clock = clock
    this.outgoing = new Outgoing({
      olm, requesting: { wasm, homeserver, sendRoomEvent }, connectivity, clock, random, log, changes: this.#changes, onUploadEnd: () => this.#tellHeld(),
    })
    this.onRoomKeys = new Emitter(log)
    this.onWithheld = new Emitter(log)
    this.onIdentity = new Emitter(log)
    this.onDevices = new Emitter(log)
    this.onSecret = new Emitter(log)
    this.onSecretSent = new Emitter(log)
    this.onVerification = new Emitter(log)
    this.onHistory = new Emitter(log)
    this.#listen()
  }

  /** It knows what could not be put on the disk, and would take for known what comes again: close it, and open it anew. */
  get isAhead(): boolean {
    return this.#isAhead
  }

  /** Resolves when what the machine has done is on the disk: before anything that rests on it leaves this computer. */
  settled(): Promise<void> {
    return this.#changes.run(() => undefined)
  }

  /** Counts up whenever somebody's devices or identity may be others than before. */
  get deviceNews(): number {
    return this.#deviceNews
  }

  /** Takes in what a sync response holds; on the disk when it resolves. Rejects when the crypto store takes nothing. */
  takeToDevice(news: ToDeviceNews): Promise<void> {
    return this.#changes.run(() => this.#take(news))
  }

  async #take(news: ToDeviceNews): Promise<void> {
    if (this.#isKnown(news)) return this.outgoing.wake()
    const { toDevice, keys, kind, isFresh } = news
    const { wasm, olm } = this
    this.#told = null
    if (isFresh || (keys?.deviceLists.changed.length ?? 0) > 0) this.#deviceNews += 1
    // Otherwise the machine makes new keys now, and takes them for uploaded with those that are on their way.
    const isHeld = this.outgoing.isUploading
    if (isHeld) this.#held = keys?.unusedFallbackKeyTypes ?? this.#held
    const counts = new Map(isHeld ? [] : keys?.oneTimeKeyCounts)
    const fallback = isHeld || keys?.unusedFallbackKeyTypes === undefined ? undefined : new Set(keys.unusedFallbackKeyTypes)
    const take = kind === 'v2' && keys !== null && !isHeld ? olm.receiveSyncChanges.bind(olm) : olm.receiveSyncChangesMsc4186.bind(olm)
    const events = await this.#asOne(async () => {
      const taken = await take(JSON.stringify(toDevice), this.#deviceLists(keys?.deviceLists), counts, fallback, decryptionSettings(wasm, 'any'))
      if (isFresh) await olm.markAllTrackedUsersAsDirty()
      return taken
    })
    if (!isHeld && keys !== null) this.#told = { keys: wordsOf(keys, kind), at: this.#clock.uptime() }
    const lost = events.filter((event) => event instanceof wasm.UTDToDeviceEvent || event instanceof wasm.InvalidToDeviceEvent).length
    if (lost > 0) this.#log.warn('Messages to this device could not be decrypted', { count: lost, of: events.length })
    const talk = events.map(({ rawEvent }) => readVerification(String(rawEvent))).filter(isRecord)
    if (talk.length > 0) this.onVerification.emit(talk)
    const isAmong = (type: RegExp): boolean => events.some((event) => event instanceof wasm.DecryptedToDeviceEvent && type.test(event.rawEvent))
    if (isAmong(bundleType)) this.onHistory.emit(undefined)
    if (isAmong(secretType)) this.onSecretSent.emit(undefined)
    this.outgoing.wake()
  }

  /** Servers of sliding sync say with each answer how many keys they have of ours. */
  #isKnown({ toDevice, keys, kind, isFresh }: ToDeviceNews): boolean {
    if (keys === null || this.#told === null || isFresh || toDevice.length > 0 || this.outgoing.isUploading) return false
    const { changed, left } = keys.deviceLists
    return changed.length + left.length === 0 && this.#told.keys === wordsOf(keys, kind) && this.#clock.uptime() - this.#told.at < knownForMs
  }

  /**
   * The machine writes new Olm sessions down before the room keys that came over them. Were only the sessions there after a crash, the same
   * messages would count as repeated when they come again, and their room keys be lost.
   */
  async #asOne<T>(work: () => Promise<T>): Promise<T> {
    const unit = this.#database.hold()
    try {
      const result = await work()
      unit.release()
      return result
    } catch (error) {
      unit.discard()
      this.#isAhead = true
      throw toStoreError(error)
    }
  }

  /** Devices of these users may be others than are known, and nobody tells: they are asked for again. */
  async markChanged(users: readonly UserId[]): Promise<void> {
    if (users.length === 0) return
    const lists = { changed: users, left: [] }
    await this.#changes.run(() => this.olm.receiveSyncChangesMsc4186('[]', this.#deviceLists(lists), new Map(), undefined))
  }

  /** The answer to the upload told how many one-time keys there are now. */
  #tellHeld(): void {
    // However many there are now: as many as before the upload are fewer than after it.
    this.#told = null
    const unusedFallbackKeyTypes = this.#held
    if (unusedFallbackKeyTypes === undefined) return
    this.#held = undefined
    const keys = { deviceLists: { changed: [], left: [] }, oneTimeKeyCounts: undefined, unusedFallbackKeyTypes }
    this.takeToDevice({ toDevice: [], keys, kind: 'sliding', isFresh: false })
      .catch((error: unknown) => this.#log.warn('The machine did not take what the homeserver has of its keys', { error }))
  }

  /** Ends the machine; `olm` must not be touched afterwards. */
  dispose(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.outgoing.stop()
    this.olm.close()
    this.#database.dispose()
  }

  #deviceLists(lists: NonNullable<ToDeviceNews['keys']>['deviceLists'] | undefined) {
    const { wasm } = this
    const users = (ids: readonly UserId[]) => ids.flatMap((id) => userIdOf(wasm, id) ?? [])
    return new wasm.DeviceLists(users(lists?.changed ?? []), users(lists?.left ?? []))
  }

  #listen(): void {
    const { olm } = this
    const roomKeys = (infos: readonly { readonly roomId: { toString(): string }; readonly sessionId: string }[]): readonly RoomKey[] =>
      infos.flatMap(({ roomId, sessionId }) => {
        const room = roomId.toString()
        return isRoomId(room) ? [{ roomId: room, sessionId }] : []
      })
    olm.registerRoomKeyUpdatedCallback(async (infos) => this.onRoomKeys.emit(roomKeys(infos)))
    olm.registerRoomKeysWithheldCallback(async (infos) => this.onWithheld.emit(roomKeys(infos)))
    olm.registerUserIdentityUpdatedCallback(async (id) => {
      const userId = id.toString()
      this.#deviceNews += 1
      if (isUserId(userId)) this.onIdentity.emit(userId)
    })
    olm.registerDevicesUpdatedCallback(async (ids) => {
      this.#deviceNews += 1
      this.onDevices.emit(ids.filter(isUserId))
    })
    // The value stays in the machine's inbox, for who asks it for the secret.
    olm.registerReceiveSecretCallback(async (name) => this.onSecret.emit(name))
  }
}

const bundleType = /"type":\s*"(?:io\.element\.msc4268|m)\.room_key_bundle"/u
const secretType = /"type":\s*"m\.secret\.send"/u

/** Of all that comes to a device only this is for others than the machine: secrets are among the rest. */
function readVerification(text: string): JsonRecord | undefined {
  const message = text.includes('m.key.verification.') ? parseJson(text) : undefined
  return isRecord(message) && ownString(message, 'type')?.startsWith('m.key.verification.') === true ? message : undefined
}

const wordsOf = ({ oneTimeKeyCounts, unusedFallbackKeyTypes }: NonNullable<ToDeviceNews['keys']>, kind: ToDeviceNews['kind']): string =>
  JSON.stringify([kind, oneTimeKeyCounts && [...oneTimeKeyCounts], unusedFallbackKeyTypes])
