import type { RoomId, UserId } from '../../../../preload/contract/ids.ts'
import type { JsonRecord } from '../../base/json.ts'
import type { RotationWishes } from './rotation.ts'

export type HistoryVisibility = 'invited' | 'joined' | 'shared' | 'world_readable'

/** An encrypted room as its state says it is. */
export type EncryptedRoom = RotationWishes & {
  readonly roomId: RoomId
  /** Who gets the keys: everybody joined, and invited where history is theirs to see. */
  readonly recipients: readonly UserId[]
  /** Those of them who are not joined: of changes of their devices the server tells nothing. */
  readonly invited: readonly UserId[]
  readonly historyVisibility: HistoryVisibility
  /** Only devices that their owner has signed get keys (MSC4153). */
  readonly excludeUnsigned: boolean
  /** Also while the identity of a verified recipient is not settled: for what is said to settle it. */
  readonly evenUnsettled?: boolean
}

export type RoomEvent = { readonly type: string; readonly content: JsonRecord }
