import type { StatePattern } from '../matrix/sliding-sync.ts'

/** What a list shows of a room; and how it is encrypted, and for whom, which must never be unknown of a room that somebody can write in. */
export const listedState: readonly StatePattern[] = [
  ['m.room.create', ''],
  ['m.room.name', ''],
  ['m.room.avatar', ''],
  ['m.room.canonical_alias', ''],
  ['m.room.encryption', ''],
  ['m.room.history_visibility', ''],
  ['m.room.tombstone', ''],
  ['m.room.member', '$LAZY'],
  ['m.room.member', '$ME'],
]

/** What a room's row, name, head and rights are computed from, and no more: members only as far as the timeline shows them. */
export const requiredState: readonly StatePattern[] = [
  ['m.room.create', ''],
  ['m.room.name', ''],
  ['m.room.avatar', ''],
  ['m.room.topic', ''],
  ['m.room.canonical_alias', ''],
  ['m.room.encryption', ''],
  ['m.room.join_rules', ''],
  ['m.room.history_visibility', ''],
  ['m.room.power_levels', ''],
  ['m.room.pinned_events', ''],
  ['m.room.tombstone', ''],
  ['m.space.child', '*'],
  ['m.space.parent', '*'],
  ['m.bridge', '*'],
  ['uk.half-shot.bridge', '*'],
  ['m.room.member', '$LAZY'],
  ['m.room.member', '$ME'],
]
