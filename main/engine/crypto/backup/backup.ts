import type { BackupDecryptionKey } from '@matrix-org/matrix-sdk-crypto-wasm'
import { isRecord, ownBoolean, ownValue, parseJson, type JsonRecord } from '../../base/json.ts'
import type { Log } from '../../base/log.ts'
import type { Me } from '../../base/me.ts'
import { SerialQueue } from '../../base/queue.ts'
import { getAccountData } from '../../matrix/account-data.ts'
import { HomeserverError } from '../../matrix/errors.ts'
import type { Homeserver } from '../../matrix/homeserver.ts'
import { createBackup, currentBackup, type BackupVersion } from '../../matrix/room-keys.ts'
import type { Store } from '../../store/store.ts'
import { global, readAccountData } from '../../store/tables/account-data.ts'
import { CryptoError } from '../crypto-error.ts'
import type { Machine } from '../machine/machine.ts'
import { backupAlgorithm, opensBackup, publicKeyOf, readBackupKey } from './backup-key.ts'
import { noBackup, unknownBackup, type BackupState } from './backup-state.ts'

export type BackupOptions = {
  readonly open: () => Promise<Machine>
  readonly homeserver: Homeserver
  readonly store: Store
  readonly me: Me
  readonly log: Log
  readonly onChange: () => void
}

/** How many keys of this device are in the backup. */
export type BackedUp = { readonly done: number; readonly total: number }

/** The name under which devices and secret storage keep the backup's private key. */
export const backupSecret = 'm.megolm_backup.v1'

/**
 * The backup of room keys on the server (client-server API, "Server-side key backups"): whether there is one, whether it is ours, and what
 * goes into it. A backup is ours when this device has its private key, or when a device or identity that we trust has signed it; into any
 * other nothing is put, and nothing is taken out of it.
 */
export class Backup {
  readonly #options: BackupOptions
  readonly #turns = new SerialQueue()
  #state: BackupState = unknownBackup
  #backedUp: BackedUp | null = null

  constructor(options: BackupOptions) {
    this.#options = options
  }

  get state(): BackupState {
    return this.#state
  }

  /** Null unless it is on. */
  get backedUp(): BackedUp | null {
    return this.#backedUp
  }

  /** Looks at what the server has. Rejects with `HomeserverError`. */
  check(): Promise<BackupState> {
    return this.#turns.run(() => this.#check())
  }

  /** Joins the backup where this device has its key, or makes a new one: it has a key when this resolves. Rejects with `HomeserverError`. */
  join(): Promise<void> {
    return this.#turns.run(async () => {
      if ((await this.#check()).is !== 'on') await this.#create()
    })
  }

  /** Whether the user has said, in this or another program, that there should be none. Rejects with `HomeserverError`. */
  async isUnwanted(): Promise<boolean> {
    const { homeserver, me: { userId } } = this.#options
    const [wish, older] = await Promise.all(wishTypes.map((type) => getAccountData(homeserver, { userId, type })))
    return isRefusal(wish, older)
  }

  /** The private key, in base64; undefined when this device does not have it. */
  async secret(): Promise<string | undefined> {
    return (await (await this.#options.open()).olm.getBackupKeys()).decryptionKey?.toBase64()
  }

  /**
   * Takes a private key that came from secret storage or another device, if it is that of the backup on the server. False when there is no
   * backup. Throws `damaged` when it is another backup's, `HomeserverError` when that cannot be known now.
   */
  take(secret: string): Promise<boolean> {
    return this.#turns.run(async () => {
      const machine = await this.#options.open()
      const backup = await currentBackup(this.#options.homeserver)
      if (backup === undefined) return this.#become(noBackup).is === 'on'
      const key = readBackupKey(machine.wasm, secret)
      if (key === undefined || !opensBackup(key, backup)) {
        throw new CryptoError('damaged', 'The backup of keys on the homeserver belongs to another key than the one that is known: set up recovery anew.')
      }
      await this.#use(machine, backup, key)
      return true
    })
  }

  /** Puts what is not backed up yet into the backup. Rejects with `HomeserverError`. */
  async upload(signal?: AbortSignal): Promise<void> {
    const { olm, outgoing } = await this.#options.open()
    let lookedAgain = false
    while (this.#state.takesKeys && signal?.aborted !== true) {
      const request = await olm.backupRoomKeys()
      if (request === undefined) return this.#count()
      try {
        await outgoing.send(request)
        await this.#count()
      } catch (error) {
        if (lookedAgain || !isOtherVersion(error)) throw error
        lookedAgain = true
        await this.check()
      }
    }
  }

  /** Begins nothing more, and resolves when what was begun has ended. */
  close(): Promise<void> {
    return this.#turns.close()
  }

  async #check(): Promise<BackupState> {
    const machine = await this.#options.open()
    const backup = await currentBackup(this.#options.homeserver)
    if (backup === undefined) {
      await this.#disable(machine)
      return this.#become(noBackup)
    }
    const { decryptionKey } = await machine.olm.getBackupKeys()
    if (decryptionKey !== undefined && opensBackup(decryptionKey, backup)) return this.#use(machine, backup, decryptionKey)
    const publicKey = publicKeyOf(backup.authData)
    if (backup.algorithm === backupAlgorithm && publicKey !== undefined && await isTrusted(machine, backup)) {
      const takesKeys = await this.#enable(machine, publicKey, backup.version)
      return this.#become({ is: 'off', backup, reason: null, takesKeys })
    }
    await this.#disable(machine)
    return this.#become(await this.#foreign(machine, backup))
  }

  /** A device that is not verified itself cannot tell whom to trust: for it, this is a backup of which it does not have the key. */
  async #foreign({ wasm, olm }: Machine, backup: BackupVersion): Promise<BackupState> {
    const identity = await olm.getIdentity(new wasm.UserId(this.#options.me.userId))
    const knowsWhom = identity instanceof wasm.OwnUserIdentity && identity.isVerified()
    if (!knowsWhom) return { is: 'off', backup, reason: null, takesKeys: false }
    this.#options.log.warn('The backup of keys is signed by nobody whom this device trusts', { version: backup.version })
    return { is: 'untrusted', backup, takesKeys: false, reason: untrustedReason }
  }

  async #create(): Promise<void> {
    const machine = await this.#options.open()
    const { wasm, olm } = machine
    const key = wasm.BackupDecryptionKey.createRandomKey()
    const unsigned = { public_key: key.megolmV1PublicKey.publicKeyBase64 }
    // With a single property this is its canonical form already.
    const signatures = parseJson((await olm.sign(JSON.stringify(unsigned))).asJSON())
    const authData = { ...unsigned, ...(isRecord(signatures) && { signatures }) }
    const version = await createBackup(this.#options.homeserver, { algorithm: backupAlgorithm, authData })
    await this.#use(machine, { version, algorithm: backupAlgorithm, authData, count: 0, etag: '' }, key)
  }

  async #use(machine: Machine, backup: BackupVersion, key: BackupDecryptionKey): Promise<BackupState> {
    const base64 = key.toBase64()
    const takesKeys = await this.#enable(machine, key.megolmV1PublicKey.publicKeyBase64, backup.version)
    const kept = readBackupKey(machine.wasm, base64)
    if (kept !== undefined) await machine.olm.saveBackupDecryptionKey(kept, backup.version)
    const state = this.#become({ is: 'on', backup, reason: null, takesKeys })
    await this.#count()
    return state
  }

  /** Has the machine put keys there from now on; keys that were in another backup are not in this one. */
  async #enable(machine: Machine, publicKey: string, version: string): Promise<boolean> {
    const [wish, older] = wishTypes.map((type) => this.#options.store.read((reader) => readAccountData(reader, global, type)))
    if (isRefusal(wish, older)) {
      await this.#disable(machine)
      return false
    }
    if (this.#state.takesKeys && this.#state.backup.version === version) return true
    const { olm } = machine
    const { backupVersion } = await olm.getBackupKeys()
    const before = this.#state.takesKeys ? this.#state.backup.version : backupVersion
    if (before !== undefined && before !== version) await olm.disableBackup()
    await olm.enableBackupV1(publicKey, version)
    return true
  }

  async #disable({ olm }: Machine): Promise<void> {
    if (await olm.isBackupEnabled()) await olm.disableBackup()
  }

  #become(state: BackupState): BackupState {
    this.#state = state
    if (state.is !== 'on') this.#backedUp = null
    this.#options.onChange()
    return state
  }

  async #count(): Promise<void> {
    const { olm } = await this.#options.open()
    const { backedUp, total } = await olm.roomKeyCounts()
    this.#backedUp = this.#state.is === 'on' ? { done: backedUp, total } : null
    this.#options.onChange()
  }
}

const untrustedReason = 'The backup of keys on the homeserver is not signed by this account, and is not used: set up recovery anew to have one of its own.'

async function isTrusted({ wasm, olm }: Machine, { algorithm, authData }: BackupVersion): Promise<boolean> {
  try {
    // Whatever is signed, it has to be a key.
    new wasm.Curve25519PublicKey(publicKeyOf(authData) ?? '').free()
    return (await olm.verifyBackup({ algorithm, auth_data: { ...authData, signatures: ownValue(authData, 'signatures') ?? {} } })).trusted()
  } catch {
    // What cannot be read as a signed backup is signed by nobody.
    return false
  }
}

/** Where the user's wish is noted: by MSC4287, and by older programs. */
export const wishTypes = ['m.key_backup', 'm.org.matrix.custom.backup_disabled'] as const

function isRefusal(wish: JsonRecord | null | undefined, older: JsonRecord | null | undefined): boolean {
  if (wish && ownBoolean(wish, 'enabled') !== undefined) return ownBoolean(wish, 'enabled') === false
  return Boolean(older) && ownBoolean(older ?? {}, 'disabled') === true
}

/** Another backup has taken its place, or it was deleted. */
const isOtherVersion = (error: unknown): boolean =>
  error instanceof HomeserverError && (error.errcode === 'M_WRONG_ROOM_KEYS_VERSION' || error.code === 'not-found')
