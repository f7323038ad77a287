import type { Discovered, Failure, SignedIn } from '../../preload/contract/index.ts'
import type { Client } from '../bridge/index.ts'
import { parseAddress } from './address.ts'

/** What is known of the server behind what was typed. */
export type Discovery =
  | { readonly state: 'none' | 'looking' }
  | { readonly state: 'found'; readonly server: Discovered }
  | { readonly state: 'failed'; readonly failure: Failure }

const pause = 500

/** The sign-in form: finds the server while the address is typed, then signs in. One answer at a time counts: the newest. */
export class SignInState {
  readonly #client: Client
  address = $state('')
  user = $state('')
  password = $state('')
  device = $state('')
  isBusy = $state(false)
  /** Why signing in failed. */
  failure = $state.raw<Failure | null>(null)
  #discovery = $state.raw<Discovery>({ state: 'none' })
  #discovered = ''
  /** The newest question. */
  #looking: Promise<Discovery> | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `device`: how this one shall be called, unless the user says otherwise. */
  constructor(client: Client, device: string) {
    this.#client = client
    this.device = device
  }

  readonly parsed = $derived(parseAddress(this.address))
  /** A bare server does not say who one is. */
  readonly asksUser = $derived(this.parsed.kind === 'server')

  get discovery(): Discovery {
    return this.#discovery
  }

  get canSignIn(): boolean {
    if (this.parsed.kind === 'incomplete' || this.password === '') return false
    return this.parsed.kind === 'user' || this.user.trim() !== ''
  }

  /** Looks for the server once the typing rests. */
  typed(): void {
    this.failure = null
    clearTimeout(this.#timer)
    const server = this.#server()
    if (server === this.#discovered) return
    this.#discovery = { state: 'none' }
    this.#discovered = ''
    if (server !== null) this.#timer = setTimeout(() => void this.discover(), pause)
  }

  /** Looks for it now; what was found already, or is being looked for, is not looked for again. */
  async discover(): Promise<Discovery> {
    clearTimeout(this.#timer)
    const server = this.#server()
    if (server === null) return this.#discovery
    if (server !== this.#discovered) this.#looking = this.#look(server)
    return this.#looking ?? this.#discovery
  }

  async #look(server: string): Promise<Discovery> {
    this.#discovered = server
    this.#discovery = { state: 'looking' }
    const outcome = await this.#client.call('account.discover', { server })
    if (this.#discovered !== server) return this.#discovery
    this.#discovery = outcome.ok ? { state: 'found', server: outcome.value } : { state: 'failed', failure: outcome.failure }
    // A failure may pass: the next attempt asks again.
    if (!outcome.ok) this.#discovered = ''
    return this.#discovery
  }

  /** Null when it did not work; then `failure` or the discovery says why. */
  async signIn(): Promise<SignedIn | null> {
    if (!this.canSignIn || this.isBusy) return null
    this.isBusy = true
    this.failure = null
    const signedIn = await this.#attempt()
    this.isBusy = false
    return signedIn
  }

  async #attempt(): Promise<SignedIn | null> {
    const discovery = await this.discover()
    if (discovery.state !== 'found' || !discovery.server.canPassword) return null
    const user = this.parsed.kind === 'user' ? this.parsed.user : this.user.trim()
    const device = this.device.trim()
    const outcome = await this.#client.call('account.login', {
      homeserver: discovery.server.homeserver, user, password: this.password, ...(device === '' ? {} : { deviceName: device }),
    })
    if (outcome.ok) return outcome.value
    this.failure = outcome.failure
    return null
  }

  /** What to ask discovery for: the server's part. */
  #server(): string | null {
    return this.parsed.kind === 'incomplete' ? null : this.parsed.server
  }
}
