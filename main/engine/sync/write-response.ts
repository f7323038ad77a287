import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RoomId } from '../../../preload/contract/index.ts'
import type { Me } from '../base/me.ts'
import type { Log } from '../base/log.ts'
import { applyGlobalData } from '../rooms/apply-account-data.ts'
import { StoreError } from '../store/store-error.ts'
import type { Store } from '../store/store.ts'
import { countRoomsAmong, countRoomsOf } from '../store/tables/rooms.ts'
import { nextConnection, putSyncPosition, readSyncPosition, type SyncKind, type SyncPosition } from '../store/tables/sync-position.ts'
import type { Writer } from '../store/writer.ts'
import { isOrdinary } from './ordinary-news.ts'
import type { PreparedResponse } from './prepared-response.ts'
import { markSilentRoomsLeft } from './reconcile.ts'
import { sliceRooms } from './slices.ts'
import { writeOrSkip } from './write-or-skip.ts'
import type { RoomContext } from './write-room.ts'

export type WriteOptions = {
  readonly store: Store
  readonly me: Me
  readonly now: number
  readonly log: Log
  readonly kind: SyncKind
  /** Where the request began. */
  readonly from: SyncPosition
  /** Whether ordinary news may be committed together with later ones; see `HeldNews`. */
  readonly mayHold: boolean
  /** Called during a first sync after each slice, with how many rooms this connection has told of so far. */
  readonly onProgress: (rooms: number) => void
}

/** What was stored. `events`: those that were new. */
export type Written = { readonly rooms: readonly RoomId[]; readonly events: number }

/**
 * Stores a response: in one transaction where it is of ordinary size, else in slices that each leave the database whole. The position moves
 * with the last of them, so that a response cut short comes again, and finds what it brought already there. A failure is thrown on. Ordinary
 * news may all be held: no position without what lies before it is committed then, either.
 */
export async function writeResponse(response: PreparedResponse, options: WriteOptions): Promise<Written> {
  const { store, from } = options
  const isFresh = from.position === null
  const connection = isFresh ? store.read(nextConnection) : from.connection
  const context = { me: options.me, now: options.now, connection }
  // Who types is nobody's business tomorrow.
  const slices = sliceRooms(response.rooms.filter((room) => room.typing === null || hasLastingNews(room)))
  const rooms: RoomId[] = []
  let events = 0
  const isFilling = isFresh || !from.isComplete
  const mayHold = options.mayHold && !isFilling && store.read((reader) => isOrdinary(reader, response, options.me.userId))
  const durability = mayHold ? 'held' : 'normal'
  // Counted once, since that walks through all rooms; then only what each slice adds.
  let told = isFilling ? store.read((reader) => countRoomsOf(reader, connection)) : 0
  for (const [at, slice] of slices.entries()) {
    const isLast = at === slices.length - 1
    store.write((writer) => {
      requireStart(writer, options.kind, from)
      if (isFilling) told += slice.length - countRoomsAmong(writer, connection, slice.map(({ roomId }) => roomId))
      if (at === 0) applyGlobalData(writer, { ...context, events: response.accountData })
      for (const room of slice) events += writeOrSkip(writer, room, { ...context, log: options.log })
      if (isLast) rooms.push(...finish(writer, response, { ...options, context, isFresh }))
    }, durability)
    rooms.push(...slice.map(({ roomId }) => roomId))
    if (isFilling) options.onProgress(told)
    if (!isLast) await nextTurn()
  }
  return { rooms, events }
}

/**
 * Stores what a response tells of rooms before the response itself may be written, and moves no position: all of it is written again. Returns
 * how many events were new. Throws what `writeResponse` rejects with.
 */
export function writeEarly(response: PreparedResponse, { store, me, now, log }: Omit<WriteOptions, 'onProgress' | 'mayHold'>): number {
  return store.write((writer) => {
    const context = { me, now, connection: nextConnection(writer) }
    applyGlobalData(writer, { ...context, events: response.accountData })
    return response.rooms.reduce((events, room) => events + writeOrSkip(writer, room, { ...context, log }), 0)
  })
}

/**
 * News follow what is stored, or something would be missing between the two: where what was held could not be committed, the position is the
 * one before it again.
 */
function requireStart(writer: Writer, kind: SyncKind, { position }: SyncPosition): void {
  if (readSyncPosition(writer, kind).position !== position) throw new StoreError('failed', 'What came before could not be stored; it is asked for again.')
}

type Finish = WriteOptions & { readonly context: RoomContext; readonly isFresh: boolean }

/** Moves the position. The first time that it has passed every room, those not among them are gone. */
function finish(writer: Writer, response: PreparedResponse, { kind, from, context, isFresh }: Finish): readonly RoomId[] {
  const wasComplete = from.isComplete && !isFresh
  putSyncPosition(writer, kind, {
    position: response.position,
    toDevice: response.toDevicePosition ?? from.toDevice,
    connection: context.connection,
    isComplete: wasComplete || response.isComplete,
  })
  return !wasComplete && response.isComplete ? markSilentRoomsLeft(writer, context) : []
}

const hasLastingNews = (room: PreparedResponse['rooms'][number]): boolean =>
  room.membership !== null || room.timeline !== null || room.counts !== null
  || room.state.length + room.removedState.length + room.receipts.length + room.accountData.length > 0
