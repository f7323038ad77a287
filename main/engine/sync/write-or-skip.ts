import type { Log } from '../base/log.ts'
import { StoreError, toStoreError } from '../store/store-error.ts'
import { ensureRoom } from '../store/tables/rooms.ts'
import type { Writer } from '../store/writer.ts'
import { appendEvents } from '../timeline/append.ts'
import type { PreparedRoom } from './prepared-response.ts'
import { writeRoom, type RoomContext } from './write-room.ts'

/**
 * `writeRoom`, so that one room whose news cannot be stored does not keep all others waiting for ever: that room stays as it was, with a
 * gap at its end from which its history is fetched again. What is wrong with the database itself (a full disk) is thrown on.
 */
export function writeOrSkip(writer: Writer, news: PreparedRoom, { log, ...context }: RoomContext & { readonly log: Log }): number {
  const { roomId } = news
  try {
    return inSavepoint(writer, () => writeRoom(writer, news, context))
  } catch (error) {
    if (!isOfThisRoom(error)) throw error
    log.error("A room's news could not be stored", { roomId, error })
    const room = ensureRoom(writer, roomId)
    appendEvents(writer, { room, roomId, me: context.me, events: [], limited: true, prevBatch: null })
    return 0
  }
}

function inSavepoint<T>(writer: Writer, work: () => T): T {
  writer.run('SAVEPOINT room_news')
  try {
    return work()
  } catch (error) {
    writer.run('ROLLBACK TO room_news')
    writer.unreadCounts.clear()
    throw error
  } finally {
    writer.run('RELEASE room_news')
  }
}

function isOfThisRoom(error: unknown): boolean {
  const known = toStoreError(error)
  return !(known instanceof StoreError) || known.code === 'failed'
}
