// A database of an account's messages as the engine writes it: prepared, kept in their places, indexed; in an encrypted file.
import { keepIndex, takeInNew } from '../../main/engine/search/keep-index.ts'
import type { Me } from '../../main/engine/base/me.ts'
import { silentLog } from '../../main/engine/base/log.ts'
import { Store } from '../../main/engine/store/store.ts'
import { ensureRoom, putRoomFacts } from '../../main/engine/store/tables/rooms.ts'
import { appendEvents } from '../../main/engine/timeline/append.ts'
import { prepareAll } from '../../main/engine/timeline/prepare-all.ts'
import type { DeviceId, RoomId, UserId } from '../../preload/contract/index.ts'
import { World } from '../harness/homeserver/world/world.ts'

export const benchKey = new Uint8Array(32).fill(7)
export const benchMe: Me = { userId: '@me:example.org' as UserId, deviceId: 'HERE' as DeviceId, homeserver: 'https://example.org' }

/** Events of one room, as a page of history has them. */
export type Page = { readonly roomId: RoomId; readonly events: readonly unknown[] }

const pageSize = 100

/** All events of a made-up account, in the order in which rooms are downloaded. */
export function* pagesOf({ rooms, events }: { readonly rooms: number; readonly events: number }): Generator<Page> {
  const world = new World({ seed: 1, rooms, events, largestRoom: 200 })
  for (const facts of world.rooms) {
    for (let from = 0; from < facts.length; from += pageSize) {
      const count = Math.min(pageSize, facts.length - from)
      yield { roomId: facts.roomId as RoomId, events: Array.from({ length: count }, (_, at) => world.events.plain(facts, from + at)) }
    }
  }
}

export const openIndexed = (file: string): Store => new Store({ file, key: benchKey, log: silentLog, beforeCommit: keepIndex })

/** Writes as sync does. */
export function writePage(store: Store, { roomId, events }: Page): void {
  const prepared = prepareAll(events, roomId, silentLog)
  store.write((writer) => {
    const room = ensureRoom(writer, roomId)
    putRoomFacts(writer, room, { membership: 'join' })
    appendEvents(writer, { room, roomId, me: benchMe, events: prepared, limited: false, prevBatch: null })
  })
}

/** A file with so many events in it, all of them indexed. */
export function fillStore(file: string, size: { readonly rooms: number; readonly events: number }, onPage: (events: number) => void): Store {
  const store = openIndexed(file)
  let written = 0
  for (const page of pagesOf(size)) {
    writePage(store, page)
    written += page.events.length
    onPage(written)
  }
  takeInNew(store)
  return store
}
