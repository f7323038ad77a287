import type { RoomId } from '../../../preload/contract/index.ts'
import type { Log } from '../base/log.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import type { Store } from '../store/store.ts'

/** Fetches whole member lists, which sync leaves out; once for a room, until a gap in the sync makes the list doubtful. */
export class MemberLoader {
  constructor(_options: { readonly store: Store; readonly connection: Homeserver; readonly log: Log }) {
    // written next
  }

  /** Resolves when the store holds every joined and invited member of the room. Rejects with `HomeserverError`. */
  load(_roomId: RoomId, _signal?: AbortSignal): Promise<void> {
    return Promise.reject(new Error('Written next'))
  }
}
