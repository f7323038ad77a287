import { PublishedKeys } from '../encryption/published-keys.ts'
import type { Json } from '../world/preamble.ts'
import type { RoomFacts } from '../world/room-facts.ts'
import type { Stream } from '../world/stream.ts'

type Sealing = (facts: RoomFacts, index: number) => Json

/** One session of the account: its token, its keys, and the messages that wait for it. */
export class Device {
  readonly deviceId: string
  readonly token: string
  /** The answers to requests that may be repeated, by their transaction ids. */
  readonly transactions = new Map<string, Json>()
  readonly keys = new PublishedKeys()
  /** What it gets in the place of messages in rooms with real encryption. Undefined: it is in none of them. */
  sealing: Sealing | undefined
  readonly #stream: Stream
  readonly #messages: { readonly at: number; readonly event: Json }[] = []
  #messageCount = 0

  constructor(deviceId: string, token: string, stream: Stream) {
    this.deviceId = deviceId
    this.token = token
    this.#stream = stream
  }

  /** An account is shown its encrypted rooms when it can be given their keys: like somebody who is invited to them then. */
  canSee({ kind }: RoomFacts): boolean {
    return kind !== 'encrypted' || this.sealing !== undefined
  }

  sealed(facts: RoomFacts, index: number): Json {
    return this.sealing?.(facts, index) ?? { algorithm: 'm.megolm.v1.aes-sha2', ciphertext: 'none', sender_key: '', session_id: '', device_id: '' }
  }

  send(event: Json): void {
    this.#messageCount += 1
    this.#messages.push({ at: this.#messageCount, event })
    this.wake()
  }

  /** Has its sync look for news. */
  wake(): void {
    this.#stream.add({ is: 'device' })
  }

  /** Messages after `since`, which is taken as the word that those before it arrived; and where to go on. */
  messages(since: number, limit: number): { readonly events: readonly Json[]; readonly next: number } {
    while ((this.#messages[0]?.at ?? Infinity) <= since) this.#messages.shift()
    const some = this.#messages.slice(0, limit)
    return { events: some.map(({ event }) => event), next: some.at(-1)?.at ?? Math.max(since, this.#messageCount) }
  }
}

export class Devices {
  /** Asks where no token is needed. */
  readonly nobody: Device
  readonly #stream: Stream
  readonly #byToken = new Map<string, Device>()
  readonly #byId = new Map<string, Device>()
  #count = 0

  constructor(stream: Stream) {
    this.#stream = stream
    this.nobody = new Device('', '', stream)
  }

  /** A new device, or a new session of one that is known. */
  signIn(deviceId?: string): Device {
    this.#count += 1
    const known = deviceId === undefined ? undefined : this.#byId.get(deviceId)
    if (known !== undefined) return known
    const id = deviceId ?? `DEVICE${this.#count}`
    const device = new Device(id, `token-${this.#count}`, this.#stream)
    this.#byToken.set(device.token, device)
    this.#byId.set(id, device)
    return device
  }

  withToken(token: string | undefined): Device | undefined {
    return token === undefined ? undefined : this.#byToken.get(token)
  }

  get(deviceId: string): Device | undefined {
    return this.#byId.get(deviceId)
  }

  get all(): readonly Device[] {
    return [...this.#byId.values()]
  }

  signOut({ token, deviceId }: Device): void {
    this.#byToken.delete(token)
    this.#byId.delete(deviceId)
  }
}
