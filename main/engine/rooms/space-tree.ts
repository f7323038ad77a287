import { isRoomId, type RoomId } from '../../../preload/contract/index.ts'
import type { Reader } from '../store/reader.ts'
import { readRoom, roomKey } from '../store/tables/rooms.ts'

/** Spaces within spaces beyond this are not looked into; rooms beyond that are not counted. */
const deepest = 20
const mostRooms = 50_000

/** What a space lists as its own, whether or not it is known here. A child without servers to go by is a removed one (m.space.child). */
export function childrenOf(reader: Reader, spaceId: RoomId): readonly RoomId[] {
  const space = roomKey(reader, spaceId)
  if (space === undefined) return []
  return reader.all<{ child: string }>(childrenSql, space).map((row) => row.child).filter(isRoomId)
}

/** Exported for the test on its query plan. */
export const childrenSql =
  "SELECT state_key AS child FROM state WHERE room = ? AND type = 'm.space.child' AND json_array_length(content, '$.via') > 0"

/** Every room in a space or in the joined spaces within it, the spaces included. Whoever makes two spaces hold each other harms nobody. */
export function roomsOfSpace(reader: Reader, spaceId: RoomId): readonly RoomId[] {
  const found = new Set<RoomId>()
  const walked = new Set<RoomId>([spaceId])
  let layer: readonly RoomId[] = [spaceId]
  for (let depth = 0; layer.length > 0 && depth < deepest; depth += 1) {
    const inner: RoomId[] = []
    for (const child of layer.flatMap((space) => childrenOf(reader, space))) {
      if (found.size >= mostRooms) return [...found]
      found.add(child)
      if (walked.has(child) || readRoom(reader, child)?.isSpace !== true) continue
      walked.add(child)
      inner.push(child)
    }
    layer = inner
  }
  return [...found]
}
