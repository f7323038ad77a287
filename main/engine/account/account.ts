/**
 * account: the accounts of a profile, each with its parts built and closed together. It owns the profile's own database (who is signed in,
 * with which tokens; settings), the sessions' beginning and end, and when an account works: live, in the window's service, or quiet, for a
 * terminal's single command, where nothing goes over the network unless it is asked for. It reads and writes no events or rooms itself.
 */
import type { UserId } from '../../../preload/contract/ids.ts'
import type { AccountRow } from '../../../preload/contract/rows/account-row.ts'
import type { Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/emitter.ts'
import type { Log } from '../base/log.ts'
import { CryptoError } from '../crypto/crypto-error.ts'
import type { Tokens } from '../matrix/login.ts'
import { isDamage } from '../store/store-error.ts'
import { openParts, type AccountParts, type PartsOptions } from './account-parts.ts'
import { AccountError } from './account-error.ts'
import { fetchFace, type Face } from './face.ts'
import type { Me } from '../base/me.ts'
import { OpenRooms } from './open-rooms.ts'
import type { AccountRecord, ProfileStore, SessionStanding } from './profile-store.ts'

export type AccountOptions = Omit<PartsOptions, 'tokens' | 'saveTokens' | 'onSessionEnded' | 'me'> & {
  readonly record: AccountRecord
  readonly profileStore: ProfileStore
}

export type ConnectionState = Pick<AccountRow, 'connection' | 'retryAt' | 'reason'>

export class Account implements Disposable {
  readonly me: Me
  readonly parts: AccountParts
  readonly openRooms = new OpenRooms((openRooms) => {
    this.parts.sync.setVisible({ openRooms })
    this.parts.healer.setOpenRooms(openRooms)
    this.parts.shields.setOpenRooms(openRooms)
    this.parts.history.setOpenRooms(openRooms)
  })
  /** Something of the account's own row may have changed. */
  readonly onChange: Emitter<undefined>
  readonly #profileStore: ProfileStore
  readonly #log: Log
  #standing: SessionStanding
  #face: Face
  #isLive = false
  #isFaceFresh = false
  #isDisposed = false

  /** Opens the account's databases. Throws `StoreError`. */
  constructor(options: AccountOptions) {
    const { record, profileStore, log } = options
    const { userId, deviceId, homeserver, tokens, session, name, avatar } = record
    this.me = { userId, deviceId, homeserver }
    this.onChange = new Emitter(log)
    this.#profileStore = profileStore
    this.#log = log
    this.#standing = session
    this.#face = { name, avatar }
    this.parts = openParts({
      ...options,
      me: this.me,
      tokens,
      saveTokens: async (renewed) => profileStore.saveTokens(userId, renewed),
      onSessionEnded: (isSoft) => this.#onSessionEnded(isSoft),
    })
    this.parts.sync.onState((state) => {
      if (state.connection === 'online') void this.refreshFace()
      this.onChange.emit(undefined)
    })
    this.parts.connectivity.onChange(() => this.onChange.emit(undefined))
    this.parts.store.onDamage(() => this.onChange.emit(undefined))
    this.parts.encryption.onStatus.on(() => this.onChange.emit(undefined))
    this.parts.store.onChange(({ account, rooms, outbox }) => {
      if (account || outbox || rooms.size > 0) this.onChange.emit(undefined)
    })
  }

  get userId(): UserId {
    return this.me.userId
  }

  get standing(): SessionStanding {
    return this.#standing
  }

  /** As last seen on the server. */
  get face(): Face {
    return this.#face
  }

  get connection(): ConnectionState {
    if (this.#standing !== 'active') {
      const reason = 'The homeserver ended this session. Sign in again; everything is still here.'
      return { connection: 'signed-out', retryAt: null, reason }
    }
    if (this.parts.store.isDamaged) return { connection: 'stopped', retryAt: null, reason: damagedStore }
    if (this.remedy === 'sign-in') return { connection: 'stopped', retryAt: null, reason: damagedKeys }
    return this.#isLive ? this.parts.sync.state : quietConnection(this.parts)
  }

  /** What mends it, where a file of it is damaged. */
  get remedy(): AccountRow['remedy'] {
    if (this.parts.store.isDamaged) return 'rebuild'
    return isDamagedKeys(this.parts.encryption.failure) ? 'sign-in' : null
  }

  /** Syncs and sends from now on. */
  goLive(): void {
    if (this.#isDisposed) return
    this.#isLive = true
    this.parts.indexing.start()
    if (this.#standing !== 'active') return
    this.parts.encryption.goLive()
    this.parts.healer.retry()
    this.parts.sync.start()
    this.parts.history.goLive()
    try {
      this.parts.outbox.start()
    } catch (error) {
      // A full disk, mostly. The account can be read all the same, and the next wake-up tries again.
      this.#log.error('The outbox could not be started', { error })
    }
  }

  /** Sends what waits, and nothing else. Throws `signed-out` without a session. */
  startSending(): void {
    if (this.#standing !== 'active') throw signedOut()
    this.parts.outbox.start()
  }

  /** Tries the network now. */
  reconnect(): void {
    this.parts.connectivity.wake()
    this.parts.sync.wake()
    this.parts.outbox.wake()
  }

  /**
   * Takes in what is new where no loop does so, for a question that the store could not answer. Without network the store stays as it is:
   * that is no error here.
   */
  async refresh(): Promise<void> {
    if (this.#isLive || this.#standing !== 'active') return
    try {
      await this.parts.sync.catchUp()
    } catch (error) {
      this.#log.info('The store could not be refreshed', { error })
    }
  }

  /** What its keys have left to do, where nothing does so by itself. Never rejects: the next time goes on with it. */
  settleKeys(signal: AbortSignal): Promise<void> {
    return this.#withKeys(() => this.parts.encryption.upkeep.once(signal))
  }

  /** The part of that which sending leaves to do. */
  backUpKeys(signal: AbortSignal): Promise<void> {
    return this.#withKeys(() => this.parts.encryption.upkeep.afterSending(signal))
  }

  /**
   * Where nothing asks by itself how the backup of keys stands, and there is a network: whether that has become known now. Never rejects.
   * What was stored meanwhile says anew why it cannot be read.
   */
  async learnOfBackup(): Promise<boolean> {
    const { encryption: { backup }, connectivity } = this.parts
    if (backup.state.is !== 'unknown' || connectivity.state.is !== 'online') return false
    await this.#withKeys(async () => { await backup.check() })
    return backup.state.is !== 'unknown'
  }

  async #withKeys(work: () => Promise<void>): Promise<void> {
    if (this.#isLive || this.#standing !== 'active') return
    try {
      await work()
    } catch (error) {
      this.#log.warn('Keys could not be brought up to date', { error })
    }
  }

  /** A new session of the same device begins. */
  renewSession(tokens: Tokens): void {
    this.#standing = 'active'
    this.parts.tokens.renew(tokens)
    this.parts.outbox.wake()
    if (this.#isLive) this.goLive()
    this.onChange.emit(undefined)
  }

  /** Asks the server once for the account's own name and picture. Never rejects. */
  async refreshFace(signal?: AbortSignal): Promise<void> {
    if (this.#isFaceFresh) return
    this.#isFaceFresh = true
    try {
      this.#face = await fetchFace(this.parts.homeserver, this.userId, signal)
      this.#profileStore.saveFace(this.userId, this.#face)
      this.onChange.emit(undefined)
    } catch (error) {
      // What is stored goes on being shown; the next time online it is asked for again.
      this.#isFaceFresh = false
      this.#log.debug('The own profile could not be had', { error })
    }
  }

  /** Ends all work in order; what was acknowledged is on the disk. */
  async dispose(): Promise<void> {
    this.#isDisposed = true
    const { sync, outbox, history, pager, members, healer, shields, indexing, encryption } = this.parts
    await history.dispose()
    await sync.stop()
    await outbox.stop()
    await pager.dispose()
    await members.dispose()
    await healer.dispose()
    await shields.dispose()
    await indexing.dispose()
    await encryption.dispose()
    this.closeFiles()
  }

  /** The last step of `dispose`, for when the others failed. */
  closeFiles(): void {
    this.parts.mediaDatabase.dispose()
    this.parts.store.dispose()
  }

  #onSessionEnded(isSoft: boolean): void {
    this.#standing = isSoft ? 'soft-ended' : 'ended'
    this.#log.warn('The homeserver ended the session', { isSoft })
    try {
      this.#profileStore.endSession(this.userId, this.#standing)
    } catch (error) {
      // The tokens that stay are refused at the next start again.
      this.#log.error('The end of a session could not be noted', { error })
    }
    this.parts.sync.stop().catch((error: unknown) => this.#log.error('The sync could not be stopped', { error }))
    this.onChange.emit(undefined)
  }
}

export const damagedStore =
  'The messages kept on this computer are damaged, and nothing was changed. Rebuild them from the server: what you have not sent yet is kept.'

const damagedKeys = 'The encryption keys on this computer are damaged, and nothing was changed. Sign in again to go on as a new device; your recovery '
  + 'key brings back what was said before. Until then everything stays readable that was.'

/** The store of keys cannot be read, or is another device's. */
const isDamagedKeys = (failure: Error | undefined): boolean =>
  isDamage(failure) || (failure instanceof CryptoError && failure.code === 'damaged')

export const signedOut = (): AccountError =>
  new AccountError('signed-out', 'The homeserver ended this session: sign in again. Everything is still on this computer.')

function quietConnection({ connectivity: { state } }: AccountParts): ConnectionState {
  switch (state.is) {
    case 'unknown': return { connection: 'connecting', retryAt: null, reason: null }
    case 'online': return { connection: 'online', retryAt: null, reason: null }
    case 'offline': return { connection: 'offline', retryAt: state.nextTryAt, reason: state.reason.message }
  }
}
