import type { OlmMachine, StoreHandle } from '@matrix-org/matrix-sdk-crypto-wasm'
import { loadWasm, type CryptoWasm } from '../../main/engine/crypto/machine/wasm.ts'
import type { RoomId } from '../../preload/contract/index.ts'

type Json = Record<string, unknown>

/** A key server for the machines of one test: it holds what they upload, and answers as a homeserver does. */
export class KeyServer {
  readonly #devices = new Map<string, Map<string, Json>>()
  readonly #oneTimeKeys = new Map<string, [string, unknown][]>()
  readonly #crossSigning = new Map<string, Json>()
  readonly #people: OlmPerson[] = []

  /** `store`: where the keys are kept; in memory when left out. */
  async person(userId: string, deviceId: string, store?: StoreHandle): Promise<OlmPerson> {
    const wasm = await loadWasm()
    const ids = [new wasm.UserId(userId), new wasm.DeviceId(deviceId)] as const
    const olm = await (store === undefined ? wasm.OlmMachine.initialize(...ids) : wasm.OlmMachine.initFromStore(...ids, store))
    const person = new OlmPerson({ wasm, olm, userId, deviceId, server: this })
    this.#people.push(person)
    await person.settle()
    return person
  }

  find(userId: string): readonly OlmPerson[] {
    return this.#people.filter((person) => person.userId === userId)
  }

  upload(userId: string, deviceId: string, body: Json): Json {
    const devices = this.#devices.get(userId) ?? new Map<string, Json>()
    this.#devices.set(userId, devices)
    if (body.device_keys !== undefined) devices.set(deviceId, body.device_keys as Json)
    const keys = this.#oneTimeKeys.get(`${userId} ${deviceId}`) ?? []
    this.#oneTimeKeys.set(`${userId} ${deviceId}`, [...keys, ...Object.entries((body.one_time_keys ?? {}) as Json)])
    return { one_time_key_counts: { signed_curve25519: this.#oneTimeKeys.get(`${userId} ${deviceId}`)?.length ?? 0 } }
  }

  uploadSigning(userId: string, body: Json): Json {
    this.#crossSigning.set(userId, body)
    return {}
  }

  uploadSignatures(body: Record<string, Record<string, Json>>): Json {
    for (const [userId, signed] of Object.entries(body)) {
      for (const [name, object] of Object.entries(signed)) {
        const device = this.#devices.get(userId)?.get(name)
        if (device !== undefined) device.signatures = merged(device.signatures, object.signatures)
        for (const key of Object.values(this.#crossSigning.get(userId) ?? {})) {
          const isThis = Object.values((key as { keys?: Json }).keys ?? {}).includes(name)
          if (isThis) (key as Json).signatures = merged((key as Json).signatures, object.signatures)
        }
      }
    }
    return { failures: {} }
  }

  query(body: { device_keys: Json }): Json {
    const of = (kind: string) => Object.fromEntries(Object.keys(body.device_keys).flatMap((userId) => {
      const key = this.#crossSigning.get(userId)?.[`${kind}_key`]
      return key === undefined ? [] : [[userId, key]]
    }))
    return {
      device_keys: Object.fromEntries(Object.keys(body.device_keys).map((userId) =>
        [userId, Object.fromEntries(this.#devices.get(userId) ?? [])])),
      master_keys: of('master'), self_signing_keys: of('self_signing'), user_signing_keys: of('user_signing'), failures: {},
    }
  }

  claim(body: { one_time_keys: Record<string, Json> }): Json {
    return {
      one_time_keys: Object.fromEntries(Object.entries(body.one_time_keys).map(([userId, devices]) => [
        userId,
        Object.fromEntries(Object.keys(devices).flatMap((deviceId) => {
          const key = this.#oneTimeKeys.get(`${userId} ${deviceId}`)?.shift()
          return key === undefined ? [] : [[deviceId, Object.fromEntries([key])]]
        })),
      ])),
      failures: {},
    }
  }
}

const merged = (one: unknown, other: unknown): Json => {
  const result: Json = { ...(one as Json | undefined) }
  for (const [userId, signatures] of Object.entries((other ?? {}) as Json)) {
    result[userId] = { ...(result[userId] as Json | undefined), ...(signatures as Json) }
  }
  return result
}

type PersonParts = {
  readonly wasm: CryptoWasm
  readonly olm: OlmMachine
  readonly userId: string
  readonly deviceId: string
  readonly server: KeyServer
}

/** Somebody with a real `OlmMachine`, whose requests a `KeyServer` answers. */
export class OlmPerson {
  readonly wasm: CryptoWasm
  readonly olm: OlmMachine
  readonly userId: string
  readonly deviceId: string
  readonly #server: KeyServer

  constructor({ wasm, olm, userId, deviceId, server }: PersonParts) {
    this.wasm = wasm
    this.olm = olm
    this.userId = userId
    this.deviceId = deviceId
    this.#server = server
  }

  /** Sends what the machine wants to send, until it wants nothing more. */
  async settle(): Promise<void> {
    for (let round = 0; round < 10; round += 1) {
      const requests = await this.olm.outgoingRequests()
      if (requests.length === 0) return
      for (const request of requests) await this.#send(request)
    }
  }

  /** Makes the account's identity and signs this device with it. */
  async signIn(): Promise<void> {
    const { uploadKeysRequest, uploadSigningKeysRequest, uploadSignaturesRequest } = await this.olm.bootstrapCrossSigning(true)
    if (uploadKeysRequest !== undefined) await this.#send(uploadKeysRequest)
    this.#server.uploadSigning(this.userId, JSON.parse(uploadSigningKeysRequest.body) as Json)
    await this.#send(uploadSignaturesRequest)
    await this.lookAt([this.userId])
  }

  /** Asks for other people's devices, as they are now. */
  async lookAt(userIds: readonly string[]): Promise<void> {
    const ids = () => userIds.map((userId) => new this.wasm.UserId(userId))
    await this.olm.updateTrackedUsers(ids())
    await this.#send(this.olm.queryKeysForUsers(ids()))
  }

  /** Gives the room's key to the people named. What is not `delivered` is returned, and may be given to `take` later. */
  async shareKey(roomId: RoomId, others: readonly OlmPerson[], { delivered = true, onlySigned = false } = {}): Promise<readonly ToDevice[]> {
    const { wasm, olm } = this
    const ids = () => others.map(({ userId }) => new wasm.UserId(userId))
    await this.lookAt(others.map(({ userId }) => userId))
    const claim = await olm.getMissingSessions(ids())
    if (claim) await this.#send(claim)
    const settings = new wasm.EncryptionSettings()
    if (onlySigned) settings.sharingStrategy = wasm.CollectStrategy.identityBasedStrategy()
    const messages: ToDevice[] = []
    for (const request of await olm.shareRoomKey(new wasm.RoomId(roomId), ids(), settings)) {
      const { messages: byUser } = JSON.parse(request.body) as { messages: Record<string, Record<string, Json>> }
      for (const [userId, byDevice] of Object.entries(byUser)) {
        for (const [deviceId, content] of Object.entries(byDevice)) {
          messages.push({ to: `${userId} ${deviceId}`, event: { sender: this.userId, type: request.event_type, content } })
        }
      }
      await olm.markRequestAsSent(request.id, request.type, '{}')
    }
    if (delivered) for (const other of others) await other.take(messages)
    return messages
  }

  /** Takes in messages to this device, as a sync brings them. */
  async take(messages: readonly ToDevice[]): Promise<void> {
    const mine = messages.filter(({ to }) => to === `${this.userId} ${this.deviceId}`).map(({ event }) => event)
    const { wasm } = this
    const settings = new wasm.DecryptionSettings(wasm.TrustRequirement.Untrusted)
    await this.olm.receiveSyncChanges(JSON.stringify(mine), new wasm.DeviceLists(), new Map(), undefined, settings)
    await this.settle()
  }

  /** An event as the server sends it. `relatesTo` stands readable beside the ciphertext, as it should. */
  async encrypted(roomId: RoomId, eventId: string, content: Json, { type = 'm.room.message', ts = Date.now() } = {}): Promise<Json> {
    const sealed = await this.olm.encryptRoomEvent(new this.wasm.RoomId(roomId), type, JSON.stringify(content))
    return {
      type: 'm.room.encrypted', event_id: eventId, sender: this.userId, origin_server_ts: ts, content: JSON.parse(sealed) as Json,
    }
  }

  /** Its own keys of a room, as they are exported. */
  async exported(roomId: RoomId): Promise<string> {
    return await this.olm.exportRoomKeys((session) => session.roomId.toString() === roomId)
  }

  /** Throws the room's key away: what is encrypted next has a new one, which has to be shared. */
  async rotate(roomId: RoomId): Promise<void> {
    await this.olm.invalidateGroupSession(new this.wasm.RoomId(roomId))
  }

  close(): void {
    this.olm.close()
  }

  async #send(request: { readonly id: string | undefined; readonly type: unknown; readonly body: string }): Promise<void> {
    const body: unknown = JSON.parse(request.body)
    const answer = this.#answer(request.type, body)
    if (request.id !== undefined) await this.olm.markRequestAsSent(request.id, request.type as never, JSON.stringify(answer))
  }

  #answer(type: unknown, body: unknown): Json {
    const { RequestType } = this.wasm
    switch (type) {
      case RequestType.KeysUpload: return this.#server.upload(this.userId, this.deviceId, body as Json)
      case RequestType.KeysQuery: return this.#server.query(body as { device_keys: Json })
      case RequestType.KeysClaim: return this.#server.claim(body as { one_time_keys: Record<string, Json> })
      case RequestType.SignatureUpload: return this.#server.uploadSignatures(body as Record<string, Record<string, Json>>)
      default: return {}
    }
  }
}

export type ToDevice = { readonly to: string; readonly event: Json }
