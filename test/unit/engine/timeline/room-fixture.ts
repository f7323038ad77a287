import type { TestContext } from 'node:test'
import type { Me } from '../../../../main/engine/base/me.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { keepIndex } from '../../../../main/engine/search/keep-index.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { ensureRoom } from '../../../../main/engine/store/tables/rooms.ts'
import { readGaps } from '../../../../main/engine/store/tables/gaps.ts'
import { putState } from '../../../../main/engine/store/tables/state.ts'
import { appendEvents, type LiveEvents } from '../../../../main/engine/timeline/append.ts'
import { BodyCache } from '../../../../main/engine/timeline/body/body-cache.ts'
import type { Placed } from '../../../../main/engine/timeline/place-run.ts'
import { prepareEvent, type PreparedEvent } from '../../../../main/engine/timeline/prepared-event.ts'
import {
  readTimeline, type ReadTimelineOptions, type TimelineSlice, type TimelineWindow,
} from '../../../../main/engine/timeline/read-rows.ts'
import type { DeviceId, EventId, RoomId, TimelineRow, UserId } from '../../../../preload/contract/index.ts'

export const roomId = '!room:example.org' as RoomId
export const me: Me = { userId: '@me:example.org' as UserId, deviceId: 'HERE' as DeviceId, homeserver: 'https://example.org' }
export const anna = '@anna:example.org' as UserId
export const bob = '@bob:example.org' as UserId
export const idOf = (name: string): EventId => `$${name}` as EventId

type Json = Record<string, unknown>

/** An event as a server sends it; `name` is its id without the sigil. */
export function event(name: string, more: Json = {}): Json {
  return {
    event_id: idOf(name), sender: anna, type: 'm.room.message', origin_server_ts: 1_000, content: { msgtype: 'm.text', body: name },
    ...more,
  }
}

export const edit = (name: string, target: string, body: string, more: Json = {}): Json =>
  event(name, {
    content: {
      msgtype: 'm.text', body: `* ${body}`, 'm.new_content': { msgtype: 'm.text', body },
      'm.relates_to': { rel_type: 'm.replace', event_id: idOf(target) },
    },
    ...more,
  })

export const reaction = (name: string, target: string, key: string, more: Json = {}): Json =>
  event(name, { type: 'm.reaction', content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: idOf(target), key } }, ...more })

export const redaction = (name: string, target: string, more: Json = {}): Json =>
  event(name, { type: 'm.room.redaction', redacts: idOf(target), content: { redacts: idOf(target) }, ...more })

/** One room in a database of its own, told of by a pretended sync. */
export class RoomFixture {
  readonly store: Store
  readonly room: number
  readonly bodies = new BodyCache()

  constructor(context: TestContext) {
    this.store = new Store({ file: ':memory:', key: new Uint8Array(32), log: silentLog, beforeCommit: keepIndex })
    context.after(() => this.store.dispose())
    this.room = this.store.write((writer) => {
      const room = ensureRoom(writer, roomId)
      putState(writer, room, {
        type: 'm.room.create', stateKey: '', eventId: idOf('create'), sender: anna, ts: 0, content: { room_version: '11' },
      })
      return room
    })
  }

  append(events: readonly unknown[], more: Partial<Pick<LiveEvents, 'limited' | 'prevBatch'>> = {}): Placed {
    return this.appendPrepared(events.map((raw) => prepareEvent(raw)).filter((one) => one !== null), more)
  }

  appendPrepared(events: readonly PreparedEvent[], more: Partial<Pick<LiveEvents, 'limited' | 'prevBatch'>> = {}): Placed {
    return this.store.write((writer) => appendEvents(writer, { room: this.room, roomId, me, events, limited: false, prevBatch: null, ...more }))
  }

  read(window: TimelineWindow = { kind: 'newest', count: 100 }, more: Partial<ReadTimelineOptions> = {}): TimelineSlice {
    const slice = this.store.read((reader) => readTimeline(reader, { roomId, me, window, bodies: this.bodies, ...more }))
    if (!slice) throw new Error('The window hangs on an event without a place')
    return slice
  }

  rows(): readonly TimelineRow[] {
    return this.read().rows
  }

  row(name: string): TimelineRow {
    const row = this.rows().find(({ eventId }) => eventId === idOf(name))
    if (!row) throw new Error(`No row for ${name}`)
    return row
  }

  /** All that is placed, hidden events as well: `['a'] [gap] ['b','c']` in short. */
  draw(): string {
    return this.store.read((reader) => {
      const events = reader.all<{ text: string; position: number }>(
        'SELECT substr(event_id, 2) AS text, position FROM event WHERE room = ? AND position IS NOT NULL', this.room)
      const gaps = readGaps(reader, this.room).map(({ position }) => ({ text: '] [gap] [', position }))
      const line = [...events, ...gaps].sort((one, other) => one.position - other.position).map(({ text }) => text).join(' ')
      return `[${line}]`.replace(/\s*\]/gu, ']').replace(/\[\s*/gu, '[').replace(/^\[\] |(?<=\]) \[\]$/gu, '').replace(/^\[\]$/u, '')
    })
  }
}
