import type { Homeserver, JsonRequest } from '../../main/engine/matrix/homeserver.ts'
import { HomeserverError } from '../../main/engine/matrix/errors.ts'
import type { JsonRecord } from '../../main/engine/base/json.ts'

type Keys = Record<string, unknown>
export type SeenKeyRequest = { readonly path: string; readonly body: JsonRecord }

/**
 * The part of a homeserver that keys and messages to devices go through, in memory, for tests with machines alone. It answers as the
 * specification says; `fail` makes it answer otherwise.
 */
export class KeyServer {
  readonly seen: SeenKeyRequest[] = []
  /** Called before each answer; what it throws is the answer. */
  fail: (request: SeenKeyRequest) => void | Promise<void> = () => undefined
  /** Names of servers that cannot be reached. */
  readonly unreachable = new Set<string>()
  readonly #devices = new Map<string, Map<string, Keys>>()
  readonly #oneTimeKeys = new Map<string, Map<string, unknown>>()
  readonly #fallback = new Map<string, readonly [string, unknown]>()
  readonly #usedFallback = new Set<string>()
  readonly #inboxes = new Map<string, JsonRecord[]>()
  readonly #transactions = new Set<string>()

  /** The server as one device sees it. */
  for(userId: string, deviceId: string): Homeserver {
    const json = async (request: JsonRequest): Promise<JsonRecord> => {
      const seen = { path: String(request.path), body: structuredClone(request.body ?? {}) }
      this.seen.push(seen)
      await Promise.race([this.fail(seen), aborted(request.signal)])
      return this.#answer(userId, deviceId, seen)
    }
    const not = (): never => { throw new Error('The key server has no media') }
    return { baseUrl: 'https://keys.test', json, upload: not, download: not }
  }

  /** What was sent to a device and it has not taken. */
  take(userId: string, deviceId: string): readonly JsonRecord[] {
    const inbox = this.#inboxes.get(`${userId}|${deviceId}`) ?? []
    this.#inboxes.delete(`${userId}|${deviceId}`)
    return inbox
  }

  /** The device signs out. */
  remove(userId: string, deviceId: string): void {
    this.#devices.get(userId)?.delete(deviceId)
  }

  oneTimeKeys(userId: string, deviceId: string): Map<string, unknown> {
    return this.#oneTimeKeys.get(`${userId}|${deviceId}`) ?? new Map()
  }

  /** As a sync tells it. */
  unusedFallback(userId: string, deviceId: string): readonly string[] {
    const name = `${userId}|${deviceId}`
    return this.#fallback.has(name) && !this.#usedFallback.has(name) ? ['signed_curve25519'] : []
  }

  seenAt(part: string): readonly SeenKeyRequest[] {
    return this.seen.filter(({ path }) => path.includes(part))
  }

  #answer(userId: string, deviceId: string, { path, body }: SeenKeyRequest): JsonRecord {
    if (path.endsWith('/keys/upload')) return this.#upload(userId, deviceId, body)
    if (path.endsWith('/keys/query')) return this.#query(body)
    if (path.endsWith('/keys/claim')) return this.#claim(body)
    if (path.includes('/sendToDevice/')) return this.#send(userId, path, body)
    throw new HomeserverError('unsupported')
  }

  #upload(userId: string, deviceId: string, body: JsonRecord): JsonRecord {
    const { device_keys: device, one_time_keys: keys = {}, fallback_keys: fallback = {} } = body as Record<string, Keys | undefined>
    const known = this.oneTimeKeys(userId, deviceId)
    for (const [name, key] of Object.entries(keys)) {
      if (known.has(name) && JSON.stringify(known.get(name)) !== JSON.stringify(key)) {
        throw new HomeserverError('bad-request', { status: 400, errcode: 'M_UNKNOWN', detail: `It says: One time key ${name} already exists. Old key: …` })
      }
    }
    if (device !== undefined) this.#devices.set(userId, (this.#devices.get(userId) ?? new Map<string, Keys>()).set(deviceId, device))
    for (const [name, key] of Object.entries(keys)) known.set(name, key)
    this.#oneTimeKeys.set(`${userId}|${deviceId}`, known)
    for (const entry of Object.entries(fallback)) {
      this.#fallback.set(`${userId}|${deviceId}`, entry)
      this.#usedFallback.delete(`${userId}|${deviceId}`)
    }
    return { one_time_key_counts: { signed_curve25519: known.size } }
  }

  #query(body: JsonRecord): JsonRecord {
    const users = Object.keys(body['device_keys'] as Keys)
    const reached = users.filter((user) => !this.unreachable.has(serverOf(user)))
    return {
      device_keys: Object.fromEntries(reached.map((user) => [user, Object.fromEntries(this.#devices.get(user) ?? [])])),
      failures: Object.fromEntries([...this.unreachable].map((server) => [server, {}])),
    }
  }

  #claim(body: JsonRecord): JsonRecord {
    const claimed: Record<string, Keys> = {}
    for (const [user, devices] of Object.entries(body['one_time_keys'] as Record<string, Keys>)) {
      if (this.unreachable.has(serverOf(user))) continue
      for (const device of Object.keys(devices)) {
        const keys = this.oneTimeKeys(user, device)
        const [first] = keys
        if (first !== undefined) keys.delete(first[0])
        if (first === undefined) this.#usedFallback.add(`${user}|${device}`)
        const key = first ?? this.#fallback.get(`${user}|${device}`)
        if (key !== undefined) (claimed[user] ??= {})[device] = { [key[0]]: key[1] }
      }
    }
    return { one_time_keys: claimed, failures: Object.fromEntries([...this.unreachable].map((server) => [server, {}])) }
  }

  #send(sender: string, path: string, body: JsonRecord): JsonRecord {
    if (this.#transactions.has(path)) return {}
    this.#transactions.add(path)
    const type = decodeURIComponent(path.split('/').at(-2) ?? '')
    for (const [user, devices] of Object.entries(body['messages'] as Record<string, Keys>)) {
      for (const [device, content] of Object.entries(devices)) {
        const name = `${user}|${device}`
        this.#inboxes.set(name, [...(this.#inboxes.get(name) ?? []), { type, sender, content }])
      }
    }
    return {}
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(new HomeserverError('aborted'))
    if (signal?.aborted === true) end()
    signal?.addEventListener('abort', end, { once: true })
  })
}

const serverOf = (userId: string): string => userId.slice(userId.indexOf(':') + 1)
