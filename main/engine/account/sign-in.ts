import type { Discovered, Rebuilt, SignedIn } from '../../../preload/contract/calls/account-calls.ts'
import type { UserId } from '../../../preload/contract/ids.ts'
import type { Clock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { SerialQueue } from '../base/queue.ts'
import { discover, type Discovery } from '../matrix/discovery.ts'
import { Http } from '../matrix/http.ts'
import { loginFlows, loginWithPassword, logout, type NewSession } from '../matrix/login.ts'
import { Watchdog } from '../matrix/watchdog.ts'
import type { Account } from './account.ts'
import { AccountError } from './account-error.ts'
import type { Profile } from './profile.ts'
import type { AccountRecord } from './profile-store.ts'

export type Credentials = {
  /** A server name or an address, as a person types it. */
  readonly homeserver: string
  /** A user id or its local part. */
  readonly user: string
  readonly password: string
  readonly deviceName?: string | undefined
}

const passwordFlow = 'm.login.password'
const logoutPatience = { idleMs: 10_000, totalMs: 10_000 }
/** What a user sees among their devices unless they chose another name. */
const usualDeviceName = 'Causeway'

/** How sessions begin and end. All methods reject with `HomeserverError`, `StoreError` or `AccountError`. */
export class SignIn {
  readonly #profile: Profile
  readonly #clock: Clock
  readonly #log: Log
  // Two sessions of one user must not begin or end at the same time.
  readonly #turns = new SerialQueue()

  constructor({ profile, clock, log }: { readonly profile: Profile; readonly clock: Clock; readonly log: Log }) {
    this.#profile = profile
    this.#clock = clock
    this.#log = log
  }

  async discover(server: string): Promise<Discovered> {
    const { baseUrl, name } = await discover(server, { clock: this.#clock })
    const flows = await loginFlows(new Http({ baseUrl, clock: this.#clock }))
    const otherFlows = flows.filter((flow) => flow !== passwordFlow)
    return { homeserver: baseUrl, name, canPassword: flows.includes(passwordFlow), otherFlows }
  }

  /** A user who is here already goes on as the same device, with everything that is stored. */
  login(credentials: Credentials): Promise<SignedIn> {
    return this.#turns.run(() => this.#login(credentials))
  }

  /** Signs in again after the server ended the session. */
  reauthenticate(userId: UserId, password: string): Promise<SignedIn> {
    return this.#turns.run(() => this.#reauthenticate(userId, password))
  }

  /** Ends the session on the server where it can be reached, and deletes what this computer holds of the account. */
  logout(userId: UserId): Promise<void> {
    return this.#turns.run(async () => {
      const account = this.#profile.account(userId)
      if (account.standing === 'active') await this.#leave(account)
      await this.#profile.remove(userId)
    })
  }

  /** Begins the account's store anew, and not while somebody signs in or out. */
  rebuild(userId: UserId): Promise<Rebuilt> {
    return this.#turns.run(() => this.#profile.rebuild(userId))
  }

  async #login({ homeserver, user, password, deviceName }: Credentials): Promise<SignedIn> {
    const found = await discover(homeserver, { clock: this.#clock })
    const known = this.#knownAs(user, found)
    // One whose data cannot be opened says so before anything happens on the server.
    if (known !== undefined) this.#profile.account(known.userId)
    const session = await this.#enter(found.baseUrl, { user, password, deviceName, known })
    const signedIn = await this.#keep(session, found.baseUrl)
    await this.#settle(signedIn.userId, password)
    return signedIn
  }

  async #reauthenticate(userId: UserId, password: string): Promise<SignedIn> {
    const { me } = this.#profile.account(userId)
    const session = await this.#enter(me.homeserver, { user: userId, password, known: this.#record(userId) })
    if (session.userId !== userId) throw new AccountError('bad-input', `The homeserver signed in ${session.userId} instead: sign in anew.`)
    const signedIn = await this.#keep(session, me.homeserver)
    await this.#settle(userId, password)
    return signedIn
  }

  /** Others can encrypt for the device from now on, and the account's first is verified. What fails here goes on by itself later. */
  async #settle(userId: UserId, password: string): Promise<void> {
    try {
      await this.#profile.account(userId).parts.encryption.identity.settle(password)
    } catch (error) {
      this.#log.warn('The encryption of a new session could not be set up yet', { error })
    }
  }

  async #enter(
    baseUrl: string,
    { user, password, deviceName, known }: Omit<Credentials, 'homeserver'> & { readonly known: AccountRecord | undefined },
  ): Promise<NewSession> {
    // A device whose session ended for good is gone from the server, and its id with it.
    const deviceId = known === undefined || known.session === 'ended' || this.#hasDamagedKeys(known.userId) ? undefined : known.deviceId
    const http = new Http({ baseUrl, clock: this.#clock })
    return loginWithPassword(http, { user, password, deviceId, deviceName: deviceName ?? usualDeviceName })
  }

  /** Their device cannot go on: what it said and heard last is in a file that cannot be read. */
  #hasDamagedKeys(userId: UserId): boolean {
    return this.#profile.accounts.some((account) => account.userId === userId && account.remedy === 'sign-in')
  }

  async #keep({ userId, deviceId, accessToken, refreshToken }: NewSession, homeserver: string): Promise<SignedIn> {
    const tokens = { accessToken, ...(refreshToken !== undefined && { refreshToken }) }
    const known = this.#record(userId)
    const record: AccountRecord = {
      name: null, avatar: null, folder: randomId(16), addedTs: this.#clock.now(), ...known,
      userId, deviceId, homeserver, tokens, session: 'active',
    }
    if (known?.deviceId === deviceId && known.homeserver === homeserver) {
      this.#profile.store.putAccount(record)
      this.#profile.account(userId).renewSession(tokens)
    } else await this.#profile.add(record)
    return { userId, deviceId, homeserver }
  }

  async #leave(account: Account): Promise<void> {
    const watchdog = new Watchdog(this.#clock, logoutPatience)
    try {
      await logout(account.parts.homeserver, { signal: watchdog.signal })
    } catch (error) {
      // The user wants to be signed out here, whatever the server says to it.
      this.#log.warn('The session could not be ended on the server', { error })
    } finally {
      watchdog.stop()
    }
  }

  #record(userId: UserId): AccountRecord | undefined {
    return this.#profile.store.accounts().find((record) => record.userId === userId)
  }

  /** The account that a typed name means, if it is here: the full id, or a local part on the same homeserver. */
  #knownAs(user: string, { baseUrl }: Discovery): AccountRecord | undefined {
    const typed = user.trim().toLowerCase()
    return this.#profile.store.accounts().find(({ userId, homeserver, session }) => {
      const id = userId.toLowerCase()
      return session !== 'removing' && (id === typed || (homeserver === baseUrl && id.slice(1, id.indexOf(':')) === typed))
    })
  }
}
