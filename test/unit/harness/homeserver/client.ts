import type { TestContext } from 'node:test'
import { asJson } from '../../../harness/homeserver/encryption/json.ts'
import { password } from '../../../harness/homeserver/protocol/account.ts'
import { SyntheticHomeserver, type HomeserverOptions } from '../../../harness/homeserver/server/homeserver.ts'
import type { Json } from '../../../harness/homeserver/world/preamble.ts'

export type Answered = { readonly status: number; readonly headers: Headers; readonly body: Json }

type Served = { readonly url: string }

/** A device that asks a synthetic homeserver, and looks at what comes as it comes. */
export class Client<Homeserver extends Served = SyntheticHomeserver> {
  readonly homeserver: Homeserver
  readonly token: string
  readonly deviceId: string

  private constructor(homeserver: Homeserver, { token, deviceId }: { readonly token: string; readonly deviceId: string }) {
    this.homeserver = homeserver
    this.token = token
    this.deviceId = deviceId
  }

  static async signIn<Homeserver extends Served>(homeserver: Homeserver): Promise<Client<Homeserver>> {
    const { body } = await ask(`${homeserver.url}/_matrix/client/v3/login`, {
      method: 'POST', body: { type: 'm.login.password', identifier: { type: 'm.id.user', user: 'ada' }, password },
    })
    return new Client(homeserver, { token: String(body['access_token']), deviceId: String(body['device_id']) })
  }

  ask(method: string, path: string, body?: Json, signal?: AbortSignal): Promise<Answered> {
    return ask(`${this.homeserver.url}/_matrix/client/${path}`, { method, body, token: this.token, signal })
  }

  async get(path: string): Promise<Json> {
    return (await this.ask('GET', path)).body
  }

  /** One list over the first `rooms` rooms, with everything beside it. */
  slide({ pos, rooms = 20, limit = 20, required = everyState, timeoutMs = 0, subscribe = {}, toDevice = '0' }: {
    readonly pos?: string | undefined
    readonly rooms?: number
    readonly limit?: number
    readonly required?: readonly (readonly [string, string])[]
    readonly timeoutMs?: number
    readonly subscribe?: Json
    readonly toDevice?: string
  } = {}): Promise<Answered> {
    const enabled = { enabled: true }
    const query = new URLSearchParams({ timeout: String(timeoutMs), ...(pos === undefined ? {} : { pos }) })
    return this.ask('POST', `unstable/org.matrix.simplified_msc3575/sync?${query.toString()}`, {
      conn_id: 'main', lists: { all: { ranges: [[0, rooms - 1]], timeline_limit: limit, required_state: required } }, room_subscriptions: subscribe,
      extensions: { to_device: { ...enabled, since: toDevice }, e2ee: enabled, account_data: enabled, receipts: enabled, typing: enabled },
    })
  }

  sync({ since, limit = 20, timeoutMs = 0 }: { readonly since?: string | undefined; readonly limit?: number; readonly timeoutMs?: number } = {}) {
    const filter = JSON.stringify({ room: { state: { lazy_load_members: true }, timeline: { limit } } })
    const query = new URLSearchParams({ filter, timeout: String(timeoutMs), ...(since === undefined ? {} : { since }) })
    return this.ask('GET', `v3/sync?${query.toString()}`)
  }
}

const everyState = [['*', '*'], ['m.room.member', '$LAZY'], ['m.room.member', '$ME']] as const

type Request = { readonly method: string; readonly body?: Json | undefined; readonly token?: string; readonly signal?: AbortSignal | undefined }

async function ask(url: string, { method, body, token, signal }: Request): Promise<Answered> {
  const response = await fetch(url, {
    method, signal: signal ?? null,
    headers: { ...(body && { 'content-type': 'application/json' }), ...(token && { authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text.startsWith('{') ? asJson(JSON.parse(text)) : { text } }
}

/** A homeserver for one test, and a device on it. */
export async function openClient(test: TestContext, options: HomeserverOptions = {}): Promise<Client> {
  const homeserver = await SyntheticHomeserver.open({ seed: 11, rooms: 40, events: 4_000, ...options })
  test.after(() => homeserver.dispose())
  return Client.signIn(homeserver)
}

export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce((holder: unknown, key) => (typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined), value)

export const list = (value: unknown, ...path: readonly (string | number)[]): readonly Json[] => {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

export const keysAt = (value: unknown, ...path: readonly (string | number)[]): readonly string[] => Object.keys(Object(at(value, ...path)))

export const idsOf = (events: readonly Json[]): readonly string[] => events.map((event) => String(event['event_id']))
