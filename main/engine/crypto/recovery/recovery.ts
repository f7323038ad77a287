import type { EncryptionRow } from '../../../../preload/contract/rows/encryption-row.ts'
import type { Log } from '../../base/log.ts'
import { SerialQueue } from '../../base/queue.ts'
import { backupSecret, type Backup } from '../backup/backup.ts'
import type { Restoring } from '../backup/restoring.ts'
import { CryptoError } from '../crypto-error.ts'
import type { Identity } from '../identity/identity.ts'
import { hasIdentityKeys } from '../identity/standing.ts'
import type { Machine } from '../machine/machine.ts'
import { encodeRecoveryKey } from './recovery-key.ts'
import type { SecretStorage, StorageKey } from './secret-storage.ts'

export type RecoveryState = EncryptionRow['recovery']

export type RecoveryOptions = {
  readonly open: () => Promise<Machine>
  readonly storage: SecretStorage
  readonly identity: Identity
  readonly backup: Backup
  readonly restoring: Restoring
  readonly log: Log
  readonly onChange: () => void
}

type SetUp = { readonly passphrase?: string | undefined; readonly reset?: boolean | undefined; readonly password?: string | undefined }

/** Names of the identity's private keys in secret storage. */
const identitySecrets = {
  master: 'm.cross_signing.master', selfSigning: 'm.cross_signing.self_signing', userSigning: 'm.cross_signing.user_signing',
} as const

/**
 * What brings an account's encryption back when every device is lost: the identity's and the backup's private keys in secret storage, under
 * a recovery key that the user keeps. All methods reject with `CryptoError` or `HomeserverError`.
 */
export class Recovery {
  readonly #options: RecoveryOptions
  readonly #turns = new SerialQueue()
  #state: RecoveryState = 'unknown'

  constructor(options: RecoveryOptions) {
    this.#options = options
  }

  /** As last seen. */
  get state(): RecoveryState {
    return this.#state
  }

  /** Asks the server whether it is set up. */
  async check(): Promise<RecoveryState> {
    const isSetUp = await this.#options.storage.defaultKey() !== undefined
    this.#state = !isSetUp ? 'none' : await this.#hasSecrets() ? 'set-up' : 'incomplete'
    this.#options.onChange()
    return this.#state
  }

  /** Answers the new recovery key, which is kept nowhere. */
  setUp(wanted: SetUp): Promise<string> {
    return this.#turns.run(() => this.#setUp(wanted))
  }

  /** With the recovery key or its passphrase; answers how many keys came from the backup. Nothing changes when it is another. */
  restore(typed: string): Promise<number> {
    return this.#turns.run(() => this.#restore(typed))
  }

  /** A new identity, a new backup and a new recovery key. */
  reset(password: string | undefined): Promise<string> {
    return this.#turns.run(async () => {
      await this.#options.identity.reset(password)
      return this.#store(undefined)
    })
  }

  /** Begins nothing more, and resolves when what was begun has ended. */
  close(): Promise<void> {
    return this.#turns.close()
  }

  async #setUp({ passphrase, reset = false, password }: SetUp): Promise<string> {
    const { open, storage, identity } = this.#options
    if (!reset && await storage.defaultKey() !== undefined) {
      throw new CryptoError('bad-input', 'Recovery is set up already: restore from it, or ask for a reset, after which the old recovery key opens nothing.')
    }
    await identity.settle(password)
    if (!await hasIdentityKeys(await open())) {
      if (!reset) throw new CryptoError('forbidden', 'This device is not verified: verify it with another device first, or ask for a reset.')
      await identity.reset(password)
    }
    return this.#store(passphrase)
  }

  /**
   * Puts what this device knows under a new key. Until the key is the default the one before opens everything; only then does it open
   * nothing any more.
   */
  async #store(passphrase: string | undefined): Promise<string> {
    const { storage, backup } = this.#options
    if (!await backup.isUnwanted()) await backup.join()
    const secrets = await this.#secrets()
    const key = await storage.createKey(passphrase)
    for (const [name, secret] of secrets) await storage.put(name, secret, key, { alone: false })
    await this.#makeDefault(key)
    try {
      for (const [name, secret] of secrets) await storage.put(name, secret, key, { alone: true })
      await this.check()
    } catch (error) {
      // The new key holds by now, and whoever waits for it has to be told it.
      this.#options.log.warn('What the recovery key of before opens could not be taken away', { error })
    }
    return encodeRecoveryKey(key.bytes)
  }

  /** An answer that was lost must not cost the key that holds from then on. */
  async #makeDefault(key: StorageKey): Promise<void> {
    const { storage } = this.#options
    try {
      await storage.makeDefault(key)
    } catch (error) {
      const holds = await storage.defaultKey().then((found) => found?.keyId === key.keyId, () => false)
      if (!holds) throw error
    }
  }

  async #secrets(): Promise<ReadonlyMap<string, string>> {
    const keys = await (await this.#options.open()).olm.exportCrossSigningKeys()
    const secrets = [
      [identitySecrets.master, keys?.masterKey],
      [identitySecrets.selfSigning, keys?.self_signing_key],
      [identitySecrets.userSigning, keys?.userSigningKey],
      [backupSecret, await this.#options.backup.secret()],
    ] as const
    return new Map(secrets.flatMap(([name, secret]) => (secret === undefined ? [] : [[name, secret] as const])))
  }

  async #restore(typed: string): Promise<number> {
    const { storage, identity, backup, restoring } = this.#options
    const description = await storage.defaultKey()
    if (description === undefined) throw new CryptoError('not-found', 'No recovery is set up for this account: verify this device with another one.')
    const key = await storage.unlock(description, typed)
    await identity.take(await this.#identityKeys(key))
    const secret = await storage.get(backupSecret, key)
    const hasBackup = secret !== undefined && await backup.take(secret)
    await this.check()
    return hasBackup ? (await restoring.run()).restored : 0
  }

  async #identityKeys(key: StorageKey) {
    const { storage } = this.#options
    const [master, selfSigning, userSigning] = await Promise.all([
      storage.get(identitySecrets.master, key), storage.get(identitySecrets.selfSigning, key), storage.get(identitySecrets.userSigning, key),
    ])
    if (master === undefined || selfSigning === undefined || userSigning === undefined) {
      throw new CryptoError('damaged', 'The recovery does not hold the keys of this account: verify this device with another one, and set recovery up anew.')
    }
    return { master, selfSigning, userSigning }
  }

  async #hasSecrets(): Promise<boolean> {
    const { open, backup } = this.#options
    if (!await hasIdentityKeys(await open())) return false
    return backup.state.is !== 'off'
  }
}
