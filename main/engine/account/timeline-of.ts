import type { RoomId } from '../../../preload/contract/ids.ts'
import { readTimeline, type TimelineSlice, type TimelineWindow } from '../timeline/read-rows.ts'
import type { Account } from './account.ts'

/** A stretch of a room's timeline as this account sees it now; null when the window hangs on an event without a place in what is stored. */
export function timelineOf({ me, parts }: Account, roomId: RoomId, window: TimelineWindow): TimelineSlice | null {
  const { store, bodies, outbox, pager } = parts
  return store.read((reader) => readTimeline(reader, {
    roomId, me, window, bodies,
    progressOf: (localId) => outbox.progressOf(localId),
    isMissing: (eventId) => pager.isMissing(roomId, eventId),
    gapState: (position) => pager.gapState(roomId, position),
  }))
}
