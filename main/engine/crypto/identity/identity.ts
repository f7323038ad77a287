import { isRecord, ownRecord, parseJson, type JsonRecord } from '../../base/json.ts'
import type { Me } from '../../base/me.ts'
import { SerialQueue } from '../../base/queue.ts'
import { HomeserverError } from '../../matrix/errors.ts'
import type { Homeserver } from '../../matrix/homeserver.ts'
import { uploadSigningKeys } from '../../matrix/keys.ts'
import { CryptoError } from '../crypto-error.ts'
import type { Machine } from '../machine/machine.ts'
import { readStanding } from './standing.ts'

export type IdentityOptions = {
  readonly open: () => Promise<Machine>
  readonly homeserver: Homeserver
  readonly me: Me
  readonly onChange: () => void
}

/** The private keys of an identity, in unpadded base64; what is missing is not known. */
export type IdentityKeys = { readonly master?: string | undefined; readonly selfSigning?: string | undefined; readonly userSigning?: string | undefined }

/**
 * The account's cross-signing identity (client-server API, "Cross-signing"). The account's first device makes it, without anybody being
 * asked; every later one finds it there and leaves it alone. All steps can be repeated: what was cut off is finished by the next `settle`.
 */
export class Identity {
  readonly #options: IdentityOptions
  readonly #turns = new SerialQueue()
  #needsPassword = false

  constructor(options: IdentityOptions) {
    this.#options = options
  }

  /** The server has asked for the account's password, and nobody has given it yet. */
  get needsPassword(): boolean {
    return this.#needsPassword
  }

  /**
   * Has the server know this device's keys, makes the identity where there is none, and finishes what was begun. Rejects with
   * `HomeserverError`, among them `password-needed`.
   */
  settle(password?: string): Promise<void> {
    return this.#turns.run(() => this.#settle(password))
  }

  /** A new identity in the place of the one before. Rejects as `settle` does; unless it resolves, the one before stays. */
  reset(password?: string): Promise<void> {
    return this.#turns.run(() => this.#reset(password))
  }

  /** Takes private keys for those of the identity, and signs this device. Throws `damaged` when they belong to another identity. */
  take(keys: IdentityKeys): Promise<void> {
    return this.#turns.run(() => this.#take(keys))
  }

  /** Has the machine see what the server has of the account now. Rejects with `HomeserverError`. */
  async refresh(): Promise<void> {
    await this.#askServer(await this.#options.open())
  }

  /** Begins nothing more, and resolves when what was begun has ended. */
  close(): Promise<void> {
    return this.#turns.close()
  }

  async #settle(password: string | undefined): Promise<void> {
    const { open, me } = this.#options
    const machine = await open()
    // Others can send to this device as soon as the server has its keys. What else was to be sent must not keep the identity from being made.
    const flushed = await machine.outgoing.flush().then(() => null, (error: unknown) => ({ error }))
    if (await readStanding(machine, me) !== 'verified') await this.#makeOrFinish(machine, password)
    this.#settled()
    if (flushed !== null) throw flushed.error
  }

  async #makeOrFinish(machine: Machine, password: string | undefined): Promise<void> {
    const isThere = await this.#askServer(machine)
    const standing = await readStanding(machine, this.#options.me)
    // One that was there and is gone is not made anew without being asked for: whoever is at fault, nobody would know the new one.
    if (!isThere && standing !== 'unverified') await this.#create(machine, password)
    else if (isThere && standing === 'unfinished') await this.#sign(machine)
  }

  async #create(machine: Machine, password: string | undefined): Promise<void> {
    const { homeserver, me: { userId } } = this.#options
    const { uploadSigningKeysRequest, uploadSignaturesRequest } = await machine.olm.bootstrapCrossSigning(false)
    const body = readBody(uploadSigningKeysRequest.body)
    await machine.settled()
    try {
      // Most servers want no proof for a first identity (MSC3967).
      await uploadSigningKeys(homeserver, { body, proof: { userId } })
    } catch (error) {
      if (!(error instanceof HomeserverError) || error.code !== 'password-needed') throw error
      // Another device may have been quicker: the password must not put our identity in the place of its.
      if (await this.#askServer(machine)) return
      if (password === undefined) throw this.#asksForPassword(error)
      await uploadSigningKeys(homeserver, { body, proof: { userId, password } })
    }
    await machine.outgoing.send(uploadSignaturesRequest)
    await this.#askServer(machine)
  }

  async #reset(password: string | undefined): Promise<void> {
    const { open, homeserver, me: { userId, deviceId } } = this.#options
    const machine = await open()
    await machine.outgoing.flush()
    const { wasm } = machine
    // Made in a machine of its own, so that this device has no identity that the server refused.
    const maker = await wasm.OlmMachine.initialize(new wasm.UserId(userId), new wasm.DeviceId(deviceId))
    try {
      const { uploadSigningKeysRequest } = await maker.bootstrapCrossSigning(true)
      await uploadSigningKeys(homeserver, { body: withoutDevice(readBody(uploadSigningKeysRequest.body)), proof: { userId, password } })
      const keys = await maker.exportCrossSigningKeys()
      await this.#takeInto(machine, { master: keys?.masterKey, selfSigning: keys?.self_signing_key, userSigning: keys?.userSigningKey })
      this.#settled()
    } finally {
      maker.close()
    }
  }

  async #take(keys: IdentityKeys): Promise<void> {
    await this.#takeInto(await this.#options.open(), keys)
    this.#settled()
  }

  async #takeInto(machine: Machine, { master, selfSigning, userSigning }: IdentityKeys): Promise<void> {
    const { wasm, olm, outgoing } = machine
    await outgoing.flush()
    await this.#askServer(machine)
    const status = await importKeys(machine, { master, selfSigning, userSigning })
    if (status === undefined || !status.hasMaster || !status.hasSelfSigning) {
      throw new CryptoError('damaged', 'These keys belong to an identity that this account does not have any more: set up recovery anew.')
    }
    const identity = await olm.getIdentity(new wasm.UserId(this.#options.me.userId))
    if (identity instanceof wasm.OwnUserIdentity) await outgoing.send(await identity.verify())
    await this.#sign(machine)
  }

  /** Signs this device with the identity's key. */
  async #sign(machine: Machine): Promise<void> {
    const { wasm, olm, outgoing } = machine
    const { userId, deviceId } = this.#options.me
    const device = await olm.getDevice(new wasm.UserId(userId), new wasm.DeviceId(deviceId))
    if (device === undefined) throw new HomeserverError('bad-response', { detail: 'It does not know this device.' })
    await outgoing.send(await device.verify())
    await this.#askServer(machine)
    // The request is answered with 200 whatever became of the signatures in it.
    if (await readStanding(machine, this.#options.me) !== 'verified') {
      throw new HomeserverError('bad-response', { detail: 'It did not take the signature of this device.' })
    }
  }

  /** Has the machine see what the server has of the account; answers whether an identity is among it. */
  async #askServer({ wasm, olm, outgoing }: Machine): Promise<boolean> {
    const { userId } = this.#options.me
    const answer = readBody(await outgoing.ask(olm.queryKeysForUsers([new wasm.UserId(userId)])))
    return ownRecord(ownRecord(answer, 'master_keys') ?? {}, userId) !== undefined
  }

  #asksForPassword(error: HomeserverError): HomeserverError {
    this.#needsPassword = true
    this.#options.onChange()
    return error
  }

  #settled(): void {
    this.#needsPassword = false
    this.#options.onChange()
  }
}

async function importKeys({ olm }: Machine, { master, selfSigning, userSigning }: IdentityKeys) {
  try {
    return await olm.importCrossSigningKeys(master, selfSigning, userSigning)
  } catch {
    // Keys that are none, or another identity's: the machine says so by an error without a type.
    return undefined
  }
}

function readBody(text: string): JsonRecord {
  const body = parseJson(text)
  return isRecord(body) ? body : {}
}

/** The maker's signature is not that of the device of this name, which signs the identity once it has its keys. */
function withoutDevice(body: JsonRecord): JsonRecord {
  return { ...body, master_key: { ...ownRecord(body, 'master_key'), signatures: undefined } }
}
