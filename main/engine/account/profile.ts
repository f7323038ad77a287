import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { UserId } from '../../../preload/contract/ids.ts'
import type { Rebuilt } from '../../../preload/contract/calls/account-calls.ts'
import type { AccountRow } from '../../../preload/contract/rows/account-row.ts'
import type { Clock } from '../base/clock.ts'
import type { Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import type { Log } from '../base/log.ts'
import type { DatabaseKey } from '../store/database.ts'
import { StoreError } from '../store/store-error.ts'
import { Account } from './account.ts'
import { AccountError } from './account-error.ts'
import { accountRow, brokenAccountRow } from './account-row.ts'
import { ProfileStore, type AccountRecord } from './profile-store.ts'
import { rebuildStore } from './rebuild.ts'
import { SettingsKeeper } from './settings.ts'

/** live: accounts sync and send from the start. quiet: nothing goes over the network unless it is asked for. */
export type ProfileMode = 'live' | 'quiet'

export type ProfileOptions = {
  /** The profile's folder. Whoever opens it holds the profile's lock. */
  readonly dir: string
  readonly key: DatabaseKey
  readonly mode: ProfileMode
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  /** Accounts that are here already begin their work then; left out: at once. */
  readonly liveAfter?: Promise<void> | undefined
  /** See `SyncOptions`. */
  readonly untilDrawn?: ((signal: AbortSignal) => Promise<void>) | undefined
}

/** An account that is here and cannot be worked with. */
type Broken = { readonly record: AccountRecord; readonly error: StoreError | AccountError }

/** All accounts of one folder, and what the user chose. */
export class Profile implements Disposable {
  readonly store: ProfileStore
  readonly settings: SettingsKeeper
  /** The rows of the accounts may have changed. */
  readonly onAccounts: Emitter<undefined>
  /** An account is gone from the profile: whatever hangs on it has ended. */
  readonly onGone: Emitter<UserId>
  /** An account is another object now, over the same data: whatever hangs on the old one begins anew. */
  readonly onReplaced: Emitter<UserId>
  readonly #options: ProfileOptions
  // In the order in which they were added. One whose files are damaged must not keep the others from working.
  readonly #accounts = new Map<UserId, Account | Broken>()

  private constructor(options: ProfileOptions, store: ProfileStore) {
    this.store = store
    this.#options = options
    this.settings = new SettingsKeeper(store, options.log)
    this.onAccounts = new Emitter(options.log)
    this.onGone = new Emitter(options.log)
    this.onReplaced = new Emitter(options.log)
    this.settings.onChange.on(() => {
      for (const { parts } of this.accounts) {
        parts.healer.retryRefused()
        parts.history.wake()
      }
    })
  }

  /** Opens the profile, or makes a new one in the folder. Throws `StoreError`; nothing stays open then. */
  static async open(options: ProfileOptions): Promise<Profile> {
    mkdirSync(join(options.dir, 'accounts'), { recursive: true, mode: 0o700 })
    const store = new ProfileStore({ file: join(options.dir, 'profile.db'), key: options.key })
    try {
      const profile = new Profile(options, store)
      for (const record of store.accounts()) await profile.#take(record)
      return profile
    } catch (error) {
      store.dispose()
      throw error
    }
  }

  /** The accounts that can be worked with, in the order in which they were added. */
  get accounts(): readonly Account[] {
    return [...this.#accounts.values()].filter((one) => one instanceof Account)
  }

  /** Throws `not-signed-in` for an account that is not here, and the `StoreError` of one whose data cannot be opened. */
  account(userId: UserId): Account {
    const found = this.#accounts.get(userId)
    if (found instanceof Account) return found
    throw found?.error ?? new AccountError('not-signed-in', `There is no account ${userId} here: sign in first.`)
  }

  accountRows(): readonly AccountRow[] {
    return [...this.#accounts.values()]
      .map((one) => one instanceof Account ? this.#rowOf(one) : brokenAccountRow(one.record, one.error))
  }

  /**
   * Keeps the account and opens it. One of the same user that is open serves until its work has ended, and is replaced in the same turn in
   * which its store is closed. Throws `StoreError`.
   */
  async add(record: AccountRecord): Promise<void> {
    const { userId } = record
    this.store.putAccount(record)
    const before = this.#accounts.get(userId)
    if (before instanceof Account) await before.dispose()
    try {
      this.#open(record)
    } catch (error) {
      if (error instanceof StoreError) this.#accounts.set(userId, { record, error })
      throw error
    } finally {
      if (before !== undefined) this.onReplaced.emit(userId)
      this.onAccounts.emit(undefined)
    }
  }

  /** Begins the account's store anew (`account.rebuild`). Throws `StoreError`, or the file system's error; nothing is lost then. */
  async rebuild(userId: UserId): Promise<Rebuilt> {
    const record = this.#recordOf(userId)
    const { key, clock, log } = this.#options
    await this.#end(record)
    try {
      return rebuildStore({ folder: this.#folderOf(record), key, now: clock.now(), log })
    } finally {
      await this.add(record).catch((error: unknown) => log.error('An account could not be opened', { error }))
    }
  }

  /** Forgets the account and deletes its files; one that is interrupted is finished when the profile is opened again. */
  async remove(userId: UserId): Promise<void> {
    const record = this.store.accounts().find((one) => one.userId === userId)
    if (record === undefined) return
    this.store.endSession(userId, 'removing')
    await this.#close(record)
    await this.#erase(record)
    this.#accounts.delete(userId)
    this.onAccounts.emit(undefined)
  }

  async dispose(): Promise<void> {
    for (const account of this.accounts) await account.dispose()
    this.#accounts.clear()
    this.store.dispose()
  }

  async #take(record: AccountRecord): Promise<void> {
    if (record.session === 'removing') return this.#erase(record)
    try {
      this.#open(record, this.#options.liveAfter)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      this.#options.log.error('An account could not be opened', { error })
      this.#accounts.set(record.userId, { record, error })
    }
  }

  #open(record: AccountRecord, liveAfter?: Promise<void>): void {
    const folder = this.#folderOf(record)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const { key, clock, log, random, mode, untilDrawn } = this.#options
    const account = new Account({
      record, folder, key, profileStore: this.store, clock, random, log: log.child('account'),
      excludeUnsigned: () => this.settings.current.excludeUnsigned,
      onAhead: () => void this.#reopen(record.userId),
      keepHistory: () => this.settings.current.keepHistory,
      untilDrawn,
    })
    account.onChange.on(() => this.onAccounts.emit(undefined))
    this.#accounts.set(record.userId, account)
    if (mode !== 'live') return
    if (liveAfter === undefined) account.goLive()
    // Rejected, it is over before it began.
    else liveAfter.then(() => account.goLive(), () => undefined)
  }

  /** Never rejects: what cannot be opened says so in its row. */
  async #reopen(userId: UserId): Promise<void> {
    try {
      await this.add(this.#recordOf(userId))
    } catch (error) {
      this.#options.log.error('An account could not be opened anew', { error })
    }
  }

  #recordOf(userId: UserId): AccountRecord {
    const record = this.store.accounts().find((one) => one.userId === userId && one.session !== 'removing')
    if (record === undefined) throw new AccountError('not-signed-in', `There is no account ${userId} here: sign in first.`)
    return record
  }

  /** Ends an account's work so far as its files allow: they are closed in any case. */
  async #end(record: AccountRecord): Promise<void> {
    const account = this.#accounts.get(record.userId)
    if (!(account instanceof Account)) return
    this.#accounts.set(record.userId, { record, error: new AccountError('in-use', 'What this computer keeps of the account is being rebuilt.') })
    try {
      await account.dispose()
    } catch (error) {
      this.#options.log.warn('An account did not end in order', { error })
      account.closeFiles()
    }
  }

  /** One of whose rows cannot be read must not keep the others from being shown. */
  #rowOf(account: Account): AccountRow {
    try {
      return accountRow(account)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      return brokenAccountRow(this.#recordOf(account.userId), error)
    }
  }

  async #close(record: AccountRecord): Promise<void> {
    const { userId } = record
    const account = this.#accounts.get(userId)
    if (!(account instanceof Account)) return
    this.#accounts.set(userId, { record, error: new AccountError('not-signed-in', `${userId} is being signed out.`) })
    this.onGone.emit(userId)
    await account.dispose()
  }

  async #erase(record: AccountRecord): Promise<void> {
    await rm(this.#folderOf(record), { recursive: true, force: true, maxRetries: 3 })
    this.store.removeAccount(record.userId)
  }

  #folderOf({ folder }: AccountRecord): string {
    return join(this.#options.dir, 'accounts', folder)
  }
}
