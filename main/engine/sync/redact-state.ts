import type { EventId, RoomId } from '../../../preload/contract/index.ts'
import { ownRecord, ownString } from '../base/json.ts'
import { putMember, readMembersByEvent } from '../store/tables/members.ts'
import { putState, readState, readStateByEvent } from '../store/tables/state.ts'
import type { Writer } from '../store/writer.ts'
import { pruneJson } from '../timeline/redaction.ts'

/**
 * State that was taken back and whose events lie in history that is not stored: an old name of the room, somebody's rude displayname. (What
 * is stored the timeline prunes itself.) One look for all of a response, as members have no index by event.
 */
export function redactState(
  writer: Writer, { room, roomId, eventIds }: { readonly room: number; readonly roomId: RoomId; readonly eventIds: readonly EventId[] },
): void {
  if (eventIds.length === 0) return
  const version = ownString(readState(writer, room, 'm.room.create')?.content ?? {}, 'room_version') ?? '1'
  for (const entry of readStateByEvent(writer, room, eventIds)) {
    const { type, content } = entry
    putState(writer, room, { ...entry, content: ownRecord(pruneJson({ type, content }, version), 'content') ?? {} })
  }
  for (const member of readMembersByEvent(writer, room, eventIds)) {
    putMember(writer, room, { ...member, name: null, nameKey: null, avatar: null })
    writer.changes.members.add(roomId)
    writer.changes.timelines.add(roomId)
  }
}
