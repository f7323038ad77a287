import type { Membership } from '../../../preload/contract/index.ts'
import { ownRecord, ownValue, type JsonRecord } from '../base/json.ts'
import type { StoredSection } from '../store/tables/rooms.ts'

/** `order`: among the rooms of the section, smallest first. */
export type Place = { readonly section: StoredSection; readonly order: number }

export type PlaceParts = {
  readonly membership: Membership
  readonly isSpace: boolean
  readonly isDirect: boolean
  /** Another room has taken its place, and I am in that one. */
  readonly isReplaced: boolean
  /** Content of the room's m.tag account data. */
  readonly tags: JsonRecord | null
}

// A tag's order lies in [0, 1]; rooms without one come after all that have one (client-server API, "Room Tagging").
const withoutOrder = 2

/** In which section of the list a room stands. A joined space is on the rail, a replaced room nowhere. */
export function placeOf({ membership, isSpace, isDirect, isReplaced, tags }: PlaceParts): Place {
  if (membership === 'invite' || membership === 'knock') return { section: 'invites', order: 0 }
  if (membership !== 'join') return { section: 'left', order: 0 }
  if (isSpace || isReplaced) return { section: 'none', order: 0 }
  const held = ownRecord(tags ?? {}, 'tags') ?? {}
  if (Object.hasOwn(held, 'm.favourite')) return { section: 'favourites', order: orderOf(ownRecord(held, 'm.favourite') ?? {}) }
  if (Object.hasOwn(held, 'm.lowpriority')) return { section: 'low-priority', order: 0 }
  return { section: isDirect ? 'people' : 'rooms', order: 0 }
}

function orderOf(tag: JsonRecord): number {
  const value = ownValue(tag, 'order')
  // Some old clients wrote it as a string.
  const order = typeof value === 'string' ? Number.parseFloat(value) : value
  return typeof order === 'number' && order >= 0 && order <= 1 ? order : withoutOrder
}
