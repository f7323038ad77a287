import {
  KeysClaimRequest, KeysQueryRequest, KeysUploadRequest, SignatureUploadRequest, ToDeviceRequest, UploadSigningKeysRequest,
  type OutgoingRequest,
} from '@matrix-org/matrix-sdk-crypto-wasm'

type Json = Record<string, unknown>
type Request = OutgoingRequest | UploadSigningKeysRequest

/** What a homeserver does for end-to-end encryption, for a few devices: keeps keys, hands them out, and passes messages on. */
export class KeyServer {
  readonly #devices = new Map<string, Map<string, Json>>()
  readonly #oneTimeKeys = new Map<string, [string, unknown][]>()
  readonly #crossSigning = new Map<string, Json>()
  readonly #inbox = new Map<string, Json[]>()

  /** The answer to a request of `userId` from `deviceId`, as it comes over the wire. */
  answer(userId: string, deviceId: string, request: Request): string {
    return JSON.stringify(this.#answer(userId, deviceId, request))
  }

  /** The to-device messages that wait for a device. */
  takeMessages(userId: string, deviceId: string): string {
    const key = `${userId} ${deviceId}`
    const waiting = this.#inbox.get(key) ?? []
    this.#inbox.delete(key)
    return JSON.stringify(waiting)
  }

  #answer(userId: string, deviceId: string, request: Request): Json {
    const body: Json = JSON.parse(request.body)
    if (request instanceof KeysUploadRequest) return this.#upload(userId, deviceId, body)
    if (request instanceof KeysQueryRequest) return this.#query(objectOf(body.device_keys))
    if (request instanceof KeysClaimRequest) return this.#claim(objectOf(body.one_time_keys))
    if (request instanceof UploadSigningKeysRequest) this.#crossSigning.set(userId, body)
    if (request instanceof SignatureUploadRequest) this.#sign(body)
    if (request instanceof ToDeviceRequest) this.#send(userId, request.event_type, objectOf(body.messages))
    return request instanceof SignatureUploadRequest ? { failures: {} } : {}
  }

  #upload(userId: string, deviceId: string, body: Json): Json {
    if (body.device_keys) {
      const devices = this.#devices.get(userId) ?? new Map<string, Json>()
      this.#devices.set(userId, devices.set(deviceId, objectOf(body.device_keys)))
    }
    const keys = this.#oneTimeKeys.get(`${userId} ${deviceId}`) ?? []
    keys.push(...Object.entries(objectOf(body.one_time_keys)))
    this.#oneTimeKeys.set(`${userId} ${deviceId}`, keys)
    return { one_time_key_counts: { signed_curve25519: keys.length } }
  }

  #query(wanted: Json): Json {
    const all = (name: string) => Object.fromEntries(Object.keys(wanted).flatMap((userId) => {
      const key = this.#crossSigning.get(userId)?.[name]
      return key === undefined ? [] : [[userId, key]]
    }))
    const devices = Object.keys(wanted).map((userId) => [userId, Object.fromEntries(this.#devices.get(userId) ?? [])])
    return {
      device_keys: Object.fromEntries(devices),
      master_keys: all('master_key'), self_signing_keys: all('self_signing_key'), user_signing_keys: all('user_signing_key'), failures: {},
    }
  }

  #claim(wanted: Json): Json {
    const claimed = Object.entries(wanted).map(([userId, devices]) => [userId, Object.fromEntries(
      Object.keys(objectOf(devices)).map((deviceId) => {
        const key = this.#oneTimeKeys.get(`${userId} ${deviceId}`)?.shift()
        return [deviceId, key ? { [key[0]]: key[1] } : {}]
      }),
    )])
    return { one_time_keys: Object.fromEntries(claimed), failures: {} }
  }

  /** Adds signatures to devices; those of other keys are not needed here. */
  #sign(body: Json): void {
    for (const [userId, signed] of Object.entries(body)) {
      for (const [id, content] of Object.entries(objectOf(signed))) {
        const device = this.#devices.get(userId)?.get(id)
        if (!device) continue
        const [old, added] = [objectOf(objectOf(device.signatures)[userId]), objectOf(objectOf(objectOf(content).signatures)[userId])]
        device.signatures = { [userId]: { ...old, ...added } }
      }
    }
  }

  #send(sender: string, type: string, messages: Json): void {
    for (const [userId, devices] of Object.entries(messages)) {
      for (const [deviceId, content] of Object.entries(objectOf(devices))) {
        const key = `${userId} ${deviceId}`
        this.#inbox.set(key, [...(this.#inbox.get(key) ?? []), { sender, type, content }])
      }
    }
  }
}

function objectOf(value: unknown): Json {
  return Object(value)
}
