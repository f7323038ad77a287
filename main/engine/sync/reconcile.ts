import type { RoomId } from '../../../preload/contract/index.ts'
import type { Me } from '../base/me.ts'
import { refreshSummary } from '../rooms/summary.ts'
import { putRoomFacts, readSilentRooms } from '../store/tables/rooms.ts'
import type { Writer } from '../store/writer.ts'

/**
 * A connection that began from nothing has told of every room there is. One that it did not mention was left elsewhere meanwhile, or the
 * invite was withdrawn: servers do not speak of those. Returns the rooms concerned.
 */
export function markSilentRoomsLeft(
  writer: Writer, { me, now, connection }: { readonly me: Me; readonly now: number; readonly connection: number },
): readonly RoomId[] {
  const silent = readSilentRooms(writer, connection)
  for (const { room, roomId } of silent) {
    putRoomFacts(writer, room, { membership: 'leave' })
    refreshSummary(writer, roomId, me, now)
  }
  return silent.map(({ roomId }) => roomId)
}
