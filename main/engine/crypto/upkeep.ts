import type { EncryptionRow } from '../../../preload/contract/rows/encryption-row.ts'
import type { Me } from '../base/me.ts'
import type { Store } from '../store/store.ts'
import { backupSecret, wishTypes, type Backup } from './backup/backup.ts'
import type { Restoring } from './backup/restoring.ts'
import { CryptoError } from './crypto-error.ts'
import { Errand, type ErrandOptions } from './errand.ts'
import type { Identity } from './identity/identity.ts'
import { hasIdentityKeys, readStanding } from './identity/standing.ts'
import type { Machine } from './machine/machine.ts'
import type { Recovery } from './recovery/recovery.ts'
import { storageTypes } from './recovery/secret-storage.ts'

export type UpkeepOptions = Omit<ErrandOptions, 'name' | 'job'> & {
  readonly open: () => Promise<Machine>
  readonly me: Me
  readonly store: Store
  readonly identity: Identity
  readonly backup: Backup
  readonly restoring: Restoring
  readonly recovery: Recovery
  /** Brings over what devices before this one left. */
  readonly takeOver: (machine: Machine) => Promise<void>
  readonly onChange: () => void
}

const watchedTypes: readonly string[] = [storageTypes.defaultKey, backupSecret, ...wishTypes]

/**
 * Keeps an account's identity, recovery and backup in order while nobody asks: what was begun is finished, secrets that other devices send
 * are put to use, new keys go into the backup.
 */
export class Upkeep {
  readonly #options: UpkeepOptions
  readonly #order: Errand
  readonly #uploads: Errand
  readonly #offs: (() => void)[] = []
  #device: EncryptionRow['device'] = 'unknown'
  #isLive = false

  constructor(options: UpkeepOptions) {
    this.#options = options
    this.#order = new Errand({ ...options, name: 'order', job: (signal) => this.#putInOrder(signal) })
    this.#uploads = new Errand({ ...options, name: 'backup', job: (signal) => options.backup.upload(signal) })
  }

  get device(): EncryptionRow['device'] {
    return this.#device
  }

  /** The machine is there: its news are heard from now on. */
  follow(machine: Machine): void {
    const { me, store } = this.#options
    const look = (): void => {
      // The machine may be closed by then, which leaves nothing to look at.
      this.#look(machine).catch(() => undefined)
      if (this.#isLive) this.#order.wake()
    }
    this.#offs.push(
      machine.onIdentity.on((userId) => { if (userId === me.userId) look() }),
      machine.onDevices.on((users) => { if (users.includes(me.userId)) look() }),
      machine.onSecret.on(look),
      machine.onSecretSent.on(look),
      machine.onRoomKeys.on(() => { if (this.#isLive) this.#uploads.wake() }),
      store.onChange(({ accountData }) => { if (watchedTypes.some((type) => accountData.has(type))) look() }),
    )
    look()
  }

  /** From now on everything is done as it comes up. */
  goLive(): void {
    this.#isLive = true
    this.#order.wake()
  }

  /** Does once what is to be done, for who does not go on living. Rejects with `HomeserverError`. */
  async once(signal: AbortSignal): Promise<void> {
    await this.#putInOrder(signal)
    await this.#options.backup.upload(signal)
  }

  /** The same after nothing has happened but sending: that makes keys, and changes nothing else. */
  async afterSending(signal: AbortSignal): Promise<void> {
    await (await this.#options.open()).outgoing.flush()
    await this.#options.backup.upload(signal)
  }

  async stop(): Promise<void> {
    for (const off of this.#offs.splice(0)) off()
    await this.#order.stop()
    await this.#options.restoring.stop()
    await this.#uploads.stop()
  }

  async #putInOrder(signal: AbortSignal): Promise<void> {
    const { open, takeOver, identity, backup, restoring, recovery } = this.#options
    const machine = await open()
    await takeOver(machine)
    await identity.settle().catch((error: unknown) => {
      // The row says so, and whoever enters the password goes on from there.
      if (!identity.needsPassword) throw error
    })
    await this.#look(machine)
    await backup.check()
    await this.#takeSecrets(machine)
    await recovery.check()
    if (restoring.isUnfinished && !signal.aborted) await restoring.run()
    if (this.#isLive) this.#uploads.wake()
  }

  /** The machine keeps a secret from another device until it is put to use here; the identity's own it uses by itself. */
  async #takeSecrets(machine: Machine): Promise<void> {
    const { backup, restoring } = this.#options
    const { olm, outgoing } = machine
    const isMissingKeys = this.#device === 'verified' && (!await hasIdentityKeys(machine) || backup.state.is === 'off')
    if (isMissingKeys && await olm.requestMissingSecretsIfNeeded()) outgoing.wake()
    for (const secret of await olm.getSecretsFromInbox(backupSecret)) {
      try {
        if (backup.state.is !== 'on' && await backup.take(secret)) await restoring.run()
      } catch (error) {
        // Of a backup that is not there any more: good for nothing.
        if (!(error instanceof CryptoError)) throw error
      }
      await olm.deleteSecretsFromInbox(backupSecret)
    }
  }

  async #look(machine: Machine): Promise<void> {
    const standing = await readStanding(machine, this.#options.me)
    const device = standing === 'none' || standing === 'unfinished' ? 'no-identity' : standing
    if (device === this.#device) return
    this.#device = device
    this.#options.onChange()
  }
}
