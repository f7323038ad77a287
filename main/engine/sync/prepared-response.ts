import type { ContentUri, Membership, RoomId, UserId } from '../../../preload/contract/index.ts'
import type { StateEvent } from '../rooms/apply-state.ts'
import type { AccountDataEvent } from '../rooms/apply-account-data.ts'
import type { DeviceLists } from '../matrix/sync.ts'
import type { Receipt } from '../store/tables/receipts.ts'
import type { PreparedEvent } from '../timeline/prepared-event.ts'

/** Somebody after whom a room is called, as sliding sync tells them: without their membership event. Raw text of the profile. */
export type PreparedHero = { readonly userId: UserId; readonly displayName: string | null; readonly avatar: ContentUri | null }

/** As many as a room can be called after; a server may name any number. */
export const mostHeroes = 20

export type PreparedTimeline = {
  /** Oldest first. */
  readonly events: readonly PreparedEvent[]
  /** The server left out what lies between these and what it sent before. */
  readonly limited: boolean
  readonly prevBatch: string | null
}

/** One room's news, read and guarded. Null: nothing was said about it, so what is stored holds. */
export type PreparedRoom = {
  readonly roomId: RoomId
  readonly membership: Membership | null
  /** `state` is the whole of what the room has; what is stored of it goes first. */
  readonly isReplacing: boolean
  /** What is true now; later ones of the same key win. Without event ids where it is an invite's or a knock's stripped state. */
  readonly state: readonly StateEvent[]
  /** State that is gone. */
  readonly removedState: readonly { readonly type: string; readonly stateKey: string }[]
  readonly timeline: PreparedTimeline | null
  readonly joinedCount: number | null
  readonly invitedCount: number | null
  readonly heroes: readonly PreparedHero[] | null
  /** Notifications and highlights as the server counts them. */
  readonly counts: { readonly unread: number; readonly mentions: number } | null
  readonly receipts: readonly Receipt[]
  readonly accountData: readonly AccountDataEvent[]
  /** Who is typing now. */
  readonly typing: readonly UserId[] | null
}

/** What a response holds for the crypto store, in the form in which the server gives it. */
export type EncryptionNews = {
  readonly toDevice: readonly unknown[]
  /** Null: the server said nothing of devices and keys. */
  readonly keys: {
    readonly deviceLists: DeviceLists
    readonly oneTimeKeyCounts: ReadonlyMap<string, number> | undefined
    readonly unusedFallbackKeyTypes: readonly string[] | undefined
  } | null
}

/** A response of either protocol, free of its form: everything is guarded, nothing is written yet. */
export type PreparedResponse = {
  /** Where the next request goes on, once all of this is stored. */
  readonly position: string
  /** Where the next to-device messages begin; null: as before (in `/sync` v2 the position is that, too). */
  readonly toDevicePosition: string | null
  readonly rooms: readonly PreparedRoom[]
  readonly accountData: readonly AccountDataEvent[]
  /** Null: nothing of the kind. */
  readonly encryption: EncryptionNews | null
  /** How many rooms the account has; null: this response told of all of them, or only of what is new. */
  readonly roomCount: number | null
  /** No more than a list shows of its rooms: the next response tells the rest of them. */
  readonly isExcerpt: boolean
  /** With this response every room of the account has been told of. */
  readonly isComplete: boolean
}

/** Whether the server had nothing to tell. */
export const isEmptyResponse = ({ rooms, accountData, encryption }: PreparedResponse): boolean =>
  rooms.length + accountData.length + (encryption?.toDevice.length ?? 0) === 0

/** Events that a room's news bring, for progress and for slices. */
export const eventCount = ({ timeline, state }: PreparedRoom): number => (timeline?.events.length ?? 0) + state.length

export const newRoom = (roomId: RoomId): PreparedRoom => ({
  roomId,
  membership: null,
  isReplacing: false,
  state: [],
  removedState: [],
  timeline: null,
  joinedCount: null,
  invitedCount: null,
  heroes: null,
  counts: null,
  receipts: [],
  accountData: [],
  typing: null,
})

