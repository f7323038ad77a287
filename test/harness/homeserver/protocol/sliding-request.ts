import type { Json } from '../world/preamble.ts'

/** An event type and a state key; `*`, `$LAZY` and `$ME` as in MSC4186. */
export type StatePattern = readonly [type: string, stateKey: string]

export type RoomConfig = { readonly limit: number; readonly required: readonly StatePattern[] }

export type ListConfig = RoomConfig & { readonly ranges: readonly (readonly [first: number, last: number])[]; readonly filters: Json }

/** A question of simplified sliding sync, as far as it is understood here. */
export type SlidingRequest = {
  readonly connection: string
  readonly lists: ReadonlyMap<string, ListConfig>
  readonly subscriptions: ReadonlyMap<string, RoomConfig>
  readonly extensions: {
    readonly toDevice: { readonly since: number; readonly limit: number } | undefined
    readonly encryption: boolean
    readonly accountData: boolean
    readonly receipts: boolean
    readonly typing: boolean
  }
}

export function readSlidingRequest(body: Json): SlidingRequest {
  const extensions = record(body['extensions'])
  const isOn = (name: string) => record(extensions[name])['enabled'] === true
  const toDevice = record(extensions['to_device'])
  return {
    connection: String(body['conn_id'] ?? ''),
    lists: new Map(Object.entries(record(body['lists'])).map(([name, list]) => [name, readList(record(list))])),
    subscriptions: new Map(Object.entries(record(body['room_subscriptions'])).map(([roomId, config]) => [roomId, readConfig(record(config))])),
    extensions: {
      toDevice: isOn('to_device') ? { since: Number(toDevice['since'] ?? 0), limit: Number(toDevice['limit'] ?? 100) } : undefined,
      encryption: isOn('e2ee'), accountData: isOn('account_data'), receipts: isOn('receipts'), typing: isOn('typing'),
    },
  }
}

/** Of two wishes for the same room the larger one. */
export const combine = (one: RoomConfig, other: RoomConfig | undefined): RoomConfig =>
  other === undefined ? one : { limit: Math.max(one.limit, other.limit), required: [...one.required, ...other.required] }

/** What of a wish for state was not asked for before. */
export const addedTo = (before: readonly StatePattern[], wanted: readonly StatePattern[]): readonly StatePattern[] =>
  wanted.filter(([type, key]) => !before.some(([knownType, knownKey]) => knownType === type && knownKey === key))

function readList(list: Json): ListConfig {
  const ranges = Array.isArray(list['ranges']) ? list['ranges'].map((range: unknown) => readPair(range)) : []
  return { ...readConfig(list), ranges, filters: record(list['filters']) }
}

function readConfig(config: Json): RoomConfig {
  const required = Array.isArray(config['required_state']) ? config['required_state'] : []
  return {
    limit: Number(config['timeline_limit'] ?? 0),
    required: required.map((pair: unknown) => (Array.isArray(pair) ? [String(pair[0]), String(pair[1])] : ['', ''])),
  }
}

const readPair = (range: unknown): readonly [number, number] => (Array.isArray(range) ? [Number(range[0]), Number(range[1])] : [0, -1])

const record = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {})
