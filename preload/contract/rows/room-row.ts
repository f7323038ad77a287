import type { EventId, RoomId } from '../ids.ts'
import type { Person } from './person.ts'
import type { Line, RowKind } from './timeline-row.ts'

export type Membership = 'join' | 'invite' | 'knock' | 'leave' | 'ban'

export type RoomSection = 'invites' | 'favourites' | 'people' | 'rooms' | 'low-priority' | 'left'

/** The last thing said, for one line under the room's name. */
export type Preview = {
  readonly sender: Person | null
  readonly isMine: boolean
  readonly kind: RowKind
  /** The plain text, or a file's name; empty where `line` or `kind` says it all. */
  readonly text: string
  readonly line: Line | null
}

export type RoomRow = {
  readonly type: 'room'
  readonly key: string
  readonly roomId: RoomId
  readonly name: string
  readonly avatar: string | null
  readonly section: RoomSection
  readonly membership: Membership
  readonly isEncrypted: boolean
  readonly isDirect: boolean
  readonly isMuted: boolean
  readonly isFavourite: boolean
  readonly isSpace: boolean
  readonly unread: number
  readonly mentions: number
  readonly isMarkedUnread: boolean
  /** When something was last said, milliseconds since the epoch; 0 when nothing is known. */
  readonly lastEventTs: number
  readonly preview: Preview | null
  /** Nothing was said since the room began; where `preview` is null otherwise, what was said is not here. */
  readonly isEmpty: boolean
  /** Who invited us, where membership is `invite`. */
  readonly inviter: Person | null
  /** An operation of ours in this room waits or failed. */
  readonly outbox: 'none' | 'waiting' | 'failed'
  readonly hasDraft: boolean
  /** The bridged network's name ("IRC", "Signal"), where a bridge says so. */
  readonly network: string | null
}

export type SectionRow = {
  readonly type: 'section'
  readonly key: string
  readonly section: RoomSection
  readonly count: number
  readonly unread: number
  readonly mentions: number
  readonly isFolded: boolean
}

export type RoomListRow = RoomRow | SectionRow

export type SpaceRow = {
  readonly key: string
  readonly roomId: RoomId
  readonly name: string
  readonly avatar: string | null
  readonly unread: number
  readonly mentions: number
}

/** What the head of a conversation shows of its room. */
export type RoomDetailsRow = {
  readonly key: RoomId
  /** Its `preview` is null: what is said there is told by the timeline. */
  readonly room: RoomRow
  readonly topic: string
  readonly alias: string | null
  readonly joinedCount: number
  readonly invitedCount: number
  readonly typing: readonly Person[]
  /** What I may do here, by the power levels. */
  readonly can: { readonly send: boolean; readonly invite: boolean; readonly redactOthers: boolean; readonly mentionRoom: boolean }
  /** Why nothing can be written here, where `can.send` is false or this version cannot (one sentence); null otherwise. */
  readonly cannotSendReason: string | null
  readonly draft: Draft | null
  /** In an encrypted room: people whose identity is another one than before, at most 10; `withdrawn` ones keep us from sending. */
  readonly changedIdentities: readonly { readonly person: Person; readonly trust: 'changed' | 'withdrawn' }[]
  /** The room that replaced this one, after an upgrade that both rooms agree on. */
  readonly replacedBy: RoomId | null
}

export type Draft = { readonly text: string; readonly replyTo: EventId | null }

/** A hit of the quick switcher, best first. */
export type FoundRow = {
  readonly key: string
  readonly room: RoomRow
  /** Ranges `[start, end)` of `room.name` that matched, to be emphasised. */
  readonly matches: readonly (readonly [number, number])[]
}

export type MemberRow = {
  readonly key: string
  readonly person: Person
  readonly membership: Membership
  readonly powerLevel: number
}
