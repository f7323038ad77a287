import type { RoomId } from '../../../../preload/contract/ids.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** What was typed and not sent, as JSON; the whole room's draft has the thread `''`. */
export function readDraft(reader: Reader, roomId: RoomId, thread = ''): string | null {
  return reader.get<{ content: string }>(`SELECT content FROM draft WHERE room_id = ? AND thread = ?`, roomId, thread)?.content ?? null
}

export function writeDraft(
  writer: Writer,
  draft: { readonly roomId: RoomId; readonly thread?: string; readonly content: string; readonly now: number },
): void {
  writer.run(
    `INSERT INTO draft (room_id, thread, content, changed_ts) VALUES (?, ?, ?, ?)
     ON CONFLICT (room_id, thread) DO UPDATE SET content = excluded.content, changed_ts = excluded.changed_ts`,
    draft.roomId,
    draft.thread ?? '',
    draft.content,
    draft.now,
  )
  writer.changes.rooms.add(draft.roomId)
}

export function removeDraft(writer: Writer, roomId: RoomId, thread = ''): void {
  if (writer.run(`DELETE FROM draft WHERE room_id = ? AND thread = ?`, roomId, thread).changes > 0) writer.changes.rooms.add(roomId)
}
