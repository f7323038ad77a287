import type { TestContext } from 'node:test'
import type { RoomId } from '../../../preload/contract/index.ts'
import type { Me } from '../../../main/engine/base/me.ts'
import type { Clock } from '../../../main/engine/base/clock.ts'
import { isRecord, ownRecord, ownString, parseJson } from '../../../main/engine/base/json.ts'
import { silentLog } from '../../../main/engine/base/log.ts'
import { Connectivity } from '../../../main/engine/matrix/connectivity.ts'
import type { Homeserver } from '../../../main/engine/matrix/homeserver.ts'
import { Http, type HttpOptions } from '../../../main/engine/matrix/http.ts'
import { readRoom, roomKey, type RoomRecord } from '../../../main/engine/store/tables/rooms.ts'
import { Store } from '../../../main/engine/store/store.ts'
import { Sync, type SyncOptions } from '../../../main/engine/sync/sync.ts'
import { Pager } from '../../../main/engine/timeline/paging.ts'
import { ManualClock } from '../../harness/manual-clock.ts'
import { ScriptedHomeserver } from '../../harness/scripted-homeserver/server.ts'
import type { World } from '../../harness/scripted-homeserver/world.ts'

export const protocols = ['sliding', 'v2'] as const

export type DeviceOptions = {
  readonly url: string
  readonly protocol?: 'sliding' | 'v2'
  /** A path, to come back to after the process ended. */
  readonly file?: string
  readonly userId?: string
  readonly accessToken?: string
  readonly clock?: Clock
  readonly fetch?: NonNullable<HttpOptions['fetch']>
  readonly takeToDevice?: NonNullable<SyncOptions['takeToDevice']>
  readonly untilDrawn?: NonNullable<SyncOptions['untilDrawn']>
}

/** One device of an account: a store and the sync that fills it. */
export class Device {
  readonly store: Store
  readonly sync: Sync
  readonly pager: Pager
  readonly me: Me
  readonly homeserver: Homeserver
  readonly connectivity: Connectivity

  constructor({ url, protocol, file = ':memory:', accessToken, takeToDevice, untilDrawn, fetch = globalThis.fetch, ...options }: DeviceOptions) {
    const { userId = '@me:example.org', clock = new ManualClock() } = options
    const random = () => 0.5
    this.store = new Store({ file, key: new Uint8Array(32).fill(7), log: silentLog })
    this.me = { userId: userId as Me['userId'], deviceId: 'DEVICE' as Me['deviceId'], homeserver: url }
    this.connectivity = new Connectivity({ clock, random, log: silentLog })
    const http = new Http({ baseUrl: url, fetch, clock, connectivity: this.connectivity })
    this.homeserver = accessToken === undefined ? http : {
      baseUrl: url,
      json: (request) => http.json(request, accessToken),
      upload: (request) => http.upload(request, accessToken),
      download: (request) => http.download(request, accessToken),
    }
    this.pager = new Pager({ store: this.store, homeserver: this.homeserver, me: this.me, clock: this.connectivity, log: silentLog })
    this.sync = new Sync({
      store: this.store, connection: this.homeserver, connectivity: this.connectivity, me: this.me, clock, random, log: silentLog,
      pager: this.pager,
      ...(protocol && { protocol }), ...(takeToDevice && { takeToDevice }), untilDrawn,
    })
  }

  room(roomId: string): RoomRecord {
    const record = this.store.read((reader) => readRoom(reader, roomId as RoomId))
    if (record === undefined) throw new Error(`The store knows nothing of ${roomId}`)
    return record
  }

  /** The stored timeline, oldest first: what was said, the types of other events in angle brackets, and `…` for a gap. */
  timeline(roomId: string): readonly string[] {
    return this.store.read((reader) => {
      const room = roomKey(reader, roomId as RoomId) ?? 0
      const events = reader.all<{ position: number; json: string }>(
        'SELECT position, json FROM event WHERE room = ? AND position IS NOT NULL', room,
      )
      const gaps = reader.all<{ position: number }>('SELECT position FROM gap WHERE room = ?', room)
      return [
        ...events.map(({ position, json }) => ({ position, word: wordOf(json) })),
        ...gaps.map(({ position }) => ({ position, word: '…' })),
      ]
        .toSorted((one, other) => one.position - other.position).map(({ word }) => word)
    })
  }

  /** What was said, without the rest and without gaps. */
  said(roomId: string): readonly string[] {
    return this.timeline(roomId).filter((word) => word !== '…' && !word.startsWith('<'))
  }

  /** Runs SQL as it is: to break the database on purpose, and to mend it. */
  run(sql: string): void {
    this.store.write((writer) => void writer.run(sql))
  }

  /** May be repeated. */
  async close(): Promise<void> {
    await this.sync.stop()
    this.store.dispose()
  }
}

function wordOf(json: string): string {
  const event = parseJson(json)
  if (!isRecord(event)) return '<?>'
  return ownString(ownRecord(event, 'content') ?? {}, 'body') ?? `<${ownString(event, 'type')}>`
}

export type Scene = { readonly homeserver: ScriptedHomeserver; readonly device: Device }

/** A device on a homeserver that tells of `world`; both end with the test. */
export async function setScene(test: TestContext, world: World, options: Omit<DeviceOptions, 'url'> = {}): Promise<Scene> {
  const homeserver = await ScriptedHomeserver.open(world)
  test.after(() => homeserver.dispose())
  return { homeserver, device: openDevice(test, { url: homeserver.url, ...options }) }
}

export function openDevice(test: TestContext, options: DeviceOptions): Device {
  const device = new Device(options)
  test.after(() => device.close())
  return device
}
