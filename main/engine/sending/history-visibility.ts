import { ownString, type JsonRecord } from '../base/json.ts'
import type { HistoryVisibility } from '../crypto/rooms/encrypted-room.ts'

const visibilities: readonly HistoryVisibility[] = ['invited', 'joined', 'shared', 'world_readable']

/** Without the event, or with one that makes no sense, history is shared (client-server API, "Room History Visibility"). */
export function readVisibility(content: JsonRecord): HistoryVisibility {
  return visibilities.find((known) => known === ownString(content, 'history_visibility')) ?? 'shared'
}
