import type { RoomId, UserId } from '../../../preload/contract/ids.ts'
import type { Log } from '../base/log.ts'
import type { Me } from '../base/me.ts'
import { isWorthWaiting, type HistorySharing } from '../crypto/rooms/history-sharing.ts'
import type { Store } from '../store/store.ts'
import { readMember } from '../store/tables/members.ts'
import { readRoom } from '../store/tables/rooms.ts'
import { readState } from '../store/tables/state.ts'
import { readVisibility } from './history-visibility.ts'

export type RoomHistoryOptions = {
  readonly store: Store
  readonly sharing: Pick<HistorySharing, 'share' | 'expect' | 'wake'>
  readonly me: Me
  readonly log: Log
}

/** Which invites come with the keys of what was said before. Without them an invite is worth something, too: it waits for the network alone. */
export class RoomHistory {
  readonly #options: RoomHistoryOptions

  constructor(options: RoomHistoryOptions) {
    this.#options = options
  }

  /** Before `userId` is invited. Rejects with `HomeserverError` when there is no network. */
  async share(roomId: RoomId, userId: UserId, signal: AbortSignal): Promise<void> {
    const { store, sharing, log } = this.#options
    const isShared = store.read((reader) => {
      const room = readRoom(reader, roomId)
      if (room?.isEncrypted !== true) return false
      const visibility = readVisibility(readState(reader, room.room, 'm.room.history_visibility')?.content ?? {})
      return visibility === 'shared' || visibility === 'world_readable'
    })
    if (!isShared) return
    try {
      await sharing.share(roomId, userId, signal)
    } catch (error) {
      if (isWorthWaiting(error)) throw error
      log.warn('An invite goes without the history of its room', { roomId, error })
    }
  }

  /** Joins the room by `join`; where that accepts an invite, the inviter's keys are taken from then on, also after a restart. */
  async whileJoining<T>(roomId: RoomId, join: () => Promise<T>): Promise<T> {
    const { store, sharing, me, log } = this.#options
    const inviter = store.read((reader) => {
      const room = readRoom(reader, roomId)
      return room?.membership === 'invite' ? readMember(reader, room.room, me.userId)?.sender : undefined
    })
    if (inviter === undefined || inviter === me.userId) return join()
    // Whoever cannot open their keys joins all the same.
    await sharing.expect(roomId, inviter).catch((error: unknown) => log.warn('The history of a room will not be taken in', { roomId, error }))
    const joined = await join()
    sharing.wake()
    return joined
  }
}
