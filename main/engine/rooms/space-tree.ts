import { isRoomId, type RoomId } from '../../../preload/contract/index.ts'
import type { Reader } from '../store/reader.ts'
import { roomKey } from '../store/tables/rooms.ts'

/** Spaces within spaces beyond this are not looked into; rooms beyond that are not counted. */
const deepest = 20
const mostRooms = 50_000

/** Exported for the test on its query plan. */
export const childrenSql =
  "SELECT state_key AS child FROM state WHERE room = ? AND type = 'm.space.child' AND json_array_length(content, '$.via') > 0"

/** Of rooms: those that are joined spaces, as `placeOf` places them. */
export const isJoinedSpace = "section = 'none' AND is_space = 1 AND membership = 'join'"

/** Exported for the test on its query plan. */
export const spacesSql = `SELECT room_id AS roomId FROM room WHERE ${isJoinedSpace}`

/** The joined spaces as they are now, and what they hold; what a space lists is read once, and only of those that are asked about. */
export class SpaceTree {
  readonly #reader: Reader
  readonly #spaces: ReadonlySet<string>
  readonly #children = new Map<RoomId, readonly RoomId[]>()

  constructor(reader: Reader) {
    this.#reader = reader
    this.#spaces = new Set(reader.all<{ roomId: string }>(spacesSql).map(({ roomId }) => roomId))
  }

  /** What a space lists as its own, whether or not it is known here. A child without servers to go by is a removed one (m.space.child). */
  childrenOf(spaceId: RoomId): readonly RoomId[] {
    const known = this.#children.get(spaceId)
    if (known !== undefined) return known
    const space = roomKey(this.#reader, spaceId)
    const rows = space === undefined ? [] : this.#reader.all<{ child: string }>(childrenSql, space)
    const children = rows.map(({ child }) => child).filter(isRoomId)
    this.#children.set(spaceId, children)
    return children
  }

  /** Every room in a space or in the joined spaces within it, the spaces included. Whoever makes two spaces hold each other harms nobody. */
  roomsOf(spaceId: RoomId): readonly RoomId[] {
    const found = new Set<RoomId>()
    const walked = new Set<RoomId>([spaceId])
    let layer: readonly RoomId[] = [spaceId]
    for (let depth = 0; layer.length > 0 && depth < deepest; depth += 1) {
      const inner: RoomId[] = []
      for (const child of layer.flatMap((space) => this.childrenOf(space))) {
        if (found.size >= mostRooms) return [...found]
        found.add(child)
        if (walked.has(child) || !this.#spaces.has(child)) continue
        walked.add(child)
        inner.push(child)
      }
      layer = inner
    }
    return [...found]
  }
}
