import type { RoomId, UserId } from '../../../preload/contract/index.ts'
import type { Me } from '../base/me.ts'
import type { Log } from '../base/log.ts'
import { Turns } from '../base/turns.ts'
import type { ToDeviceNews } from '../crypto/machine/machine.ts'
import type { Store } from '../store/store.ts'
import type { SyncPosition } from '../store/tables/sync-position.ts'
import type { EventOpener } from '../timeline/opening/event-opener.ts'
import { openResponse, unopened } from './open-response.ts'
import { newlyJoined } from './newly-joined.ts'
import { isEmptyResponse, type EncryptionNews, type PreparedResponse, type PreparedRoom } from './prepared-response.ts'
import type { Protocol } from './protocol.ts'
import { writeEarly, writeResponse } from './write-response.ts'

/** Takes in what a response holds for the crypto store; resolves when that is on the disk. */
export type TakeToDevice = (news: ToDeviceNews) => Promise<void>

/** Hears each new event of a room's timeline, as its JSON text, once it is stored. It must return at once. */
export type HearRoom = (roomId: RoomId, json: string) => void

export type RoundOptions = {
  readonly store: Store
  readonly me: Me
  /** In milliseconds since the epoch. */
  readonly now: () => number
  readonly log: Log
  readonly protocol: Protocol
  /** As stored. */
  readonly from: SyncPosition
  readonly mayWait: boolean
  /** See `HeldNews`. */
  readonly mayHold: boolean
  readonly openRooms: readonly RoomId[]
  /** Ends the question, not the writing of its answer. */
  readonly signal: AbortSignal
  readonly takeToDevice: TakeToDevice
  readonly hearRoom: HearRoom
  readonly opener: EventOpener | undefined
  /** While the store fills for the first time. */
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void
}

/** `isComplete`: every room was asked about. `isEmpty`: the server had nothing to tell. */
export type RoundResult = {
  readonly rooms: readonly RoomId[]
  readonly events: number
  readonly isComplete: boolean
  readonly isEmpty: boolean
  readonly response: PreparedResponse
}

/**
 * One round of the loop: ask and prepare (read only), take in what belongs to the crypto store, decrypt what has its key now, write
 * everything with its position. The store announces what changed, once it is committed. Any failure leaves the position where it was.
 */
export async function runRound(options: RoundOptions): Promise<RoundResult> {
  const { store, me, log, protocol, from, mayWait, openRooms, signal } = options
  const response = await protocol.ask({ from, mayWait, openRooms, signal })
  // Before the position moves: the server forgets these messages with the next question.
  const isFresh = from.position === null
  const news = await withNewlyJoined(store, response)
  const writing = { store, me, log, kind: protocol.kind, from, now: options.now() }
  // A first screen waits for no keys: the machine may take a while to open.
  const early = response.isExcerpt ? writeEarly(unopened(response), writing) : 0
  if (news !== null || isFresh) await options.takeToDevice({ toDevice: [], keys: null, ...news, kind: protocol.kind, isFresh })
  if (!response.isExcerpt) protocol.askAhead(response, { from, mayWait: false, openRooms, signal })
  const write = (opened: PreparedResponse) => writeResponse(opened, {
    ...writing, mayHold: options.mayHold,
    onProgress: (done) => options.onProgress({ done, total: Math.max(done, response.roomCount ?? 0) }),
  })
  const { opened, written: { rooms, events } } = await openResponse(options.opener, response, write)
  protocol.written(response)
  await tell(opened.rooms, options.hearRoom)
  return { rooms, events: early + events, isComplete: response.isComplete, isEmpty: isEmptyResponse(response), response }
}

/** How many rooms, or events, are looked at in one go: a millisecond or two each. */
const roomsInOneGo = 100
const eventsInOneGo = 2_000

async function tell(rooms: readonly PreparedRoom[], hearRoom: HearRoom): Promise<void> {
  const turns = new Turns(eventsInOneGo)
  for (const { roomId, timeline } of rooms) {
    const events = timeline?.events ?? []
    for (const { json } of events) hearRoom(roomId, json)
    await turns.after(events.length)
  }
}

/** Whoever has just come counts as somebody whose devices changed. */
async function withNewlyJoined(store: Store, { encryption, rooms }: PreparedResponse): Promise<EncryptionNews | null> {
  const turns = new Turns(roomsInOneGo)
  const came: UserId[] = []
  for (let at = 0; at < rooms.length; at += roomsInOneGo) {
    const some = rooms.slice(at, at + roomsInOneGo)
    came.push(...store.read((reader) => newlyJoined(reader, some)))
    await turns.after(some.length)
  }
  if (came.length === 0) return encryption
  const { toDevice, keys } = encryption ?? { toDevice: [], keys: null }
  const { changed = [], left = [] } = keys?.deviceLists ?? {}
  const told = keys ?? { oneTimeKeyCounts: undefined, unusedFallbackKeyTypes: undefined }
  return { toDevice, keys: { ...told, deviceLists: { changed: [...changed, ...came], left } } }
}
