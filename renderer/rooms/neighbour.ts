import type { RoomId, RoomListRow, RoomRow } from '../../preload/contract/index.ts'

/**
 * The room to go to from `current`: one further down (1) or up (-1) in the order given. From a room that is not among the rows, the first
 * on the way down and the last on the way up. Null when there is none.
 */
export function neighbour(rows: readonly RoomListRow[], current: RoomId | null, step: 1 | -1): RoomRow | null {
  const rooms = rows.filter((row) => row.type === 'room')
  const at = rooms.findIndex((room) => room.roomId === current)
  if (at === -1) return (step === 1 ? rooms[0] : rooms.at(-1)) ?? null
  return rooms[at + step] ?? null
}
