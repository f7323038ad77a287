import type { TestContext } from 'node:test'
import type { RoomId, UserId } from '../../../../preload/contract/index.ts'
import type { Me } from '../../../../main/engine/base/me.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { applyGlobalData } from '../../../../main/engine/rooms/apply-account-data.ts'
import type { Reader } from '../../../../main/engine/store/reader.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { readRoom, type RoomRecord } from '../../../../main/engine/store/tables/rooms.ts'
import { newRoom, type PreparedRoom } from '../../../../main/engine/sync/prepared-response.ts'
import { writeRoom } from '../../../../main/engine/sync/write-room.ts'
import { prepareEvent, type PreparedEvent } from '../../../../main/engine/timeline/prepared-event.ts'

export const me: Me = { userId: '@me:example.org' as UserId, deviceId: 'HERE' as Me['deviceId'], homeserver: 'https://example.org' }
export const alice = '@alice:example.org' as UserId
export const bob = '@bob:example.org' as UserId
export const id = (name: string): RoomId => `!${name}:example.org` as RoomId

type Json = Readonly<Record<string, unknown>>

let ids = 0

/** An event that makes sense. */
export function event(sender: string, type: string, content: unknown, more: Json = {}): PreparedEvent {
  ids += 1
  const prepared = prepareEvent({ event_id: `$e${ids}`, sender, type, content, origin_server_ts: ids * 1_000, ...more })
  if (prepared === null) throw new Error('A test made an impossible event')
  return prepared
}

export const said = (sender: string, body: string, more: Json = {}): PreparedEvent => event(
  sender, 'm.room.message', { msgtype: 'm.text', body }, more,
)

export const state = (type: string, content: unknown, stateKey = '', sender: string = alice): PreparedEvent =>
  event(sender, type, content, { state_key: stateKey })

export const member = (userId: string, content: Json = {}): PreparedEvent =>
  state('m.room.member', { membership: 'join', ...content }, userId, userId)

export type News = Partial<Omit<PreparedRoom, 'timeline'>> & { readonly events?: readonly PreparedEvent[]; readonly limited?: boolean }

/** An account's rooms in a database of their own, told of as sync tells of them. */
export class House {
  readonly store: Store
  now = Date.UTC(2026, 0, 1)

  constructor(context: TestContext) {
    this.store = new Store({ file: ':memory:', key: new Uint8Array(32), log: silentLog })
    context.after(() => this.store.dispose())
  }

  read<T>(work: (reader: Reader) => T): T {
    return this.store.read(work)
  }

  /** News of a room; I am in it unless they say otherwise. */
  tell(name: string, { events = [], limited = false, ...news }: News = {}): RoomRecord {
    const timeline = events.length === 0 && !limited ? null : { events, limited, prevBatch: limited ? 'token' : null }
    const whole = { ...newRoom(id(name)), membership: 'join' as const, ...news, timeline }
    this.store.write((writer) => void writeRoom(writer, whole, { me, now: this.now, connection: 1 }))
    return this.room(name)
  }

  tellAccount(type: string, content: Json): void {
    this.store.write((writer) => applyGlobalData(writer, { me, now: this.now, events: [{ type, content }] }))
  }

  room(name: string): RoomRecord {
    const record = this.read((reader) => readRoom(reader, id(name)))
    if (record === undefined) throw new Error(`There is no room ${name}`)
    return record
  }

  /** How SQLite would run a statement. */
  plan(sql: string): string {
    return this.read((reader) => reader.plan(sql.replaceAll('?', '1'))).join('\n')
  }
}
