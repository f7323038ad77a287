import type { Body } from '../body.ts'
import type { EventId, LocalId, RoomId } from '../ids.ts'
import type { Remedy, UndecryptedCause } from './encryption-row.ts'
import type { Person } from './person.ts'

export type RowKind =
  | 'text' | 'notice' | 'emote' | 'image' | 'video' | 'audio' | 'voice' | 'file' | 'sticker' | 'poll' | 'location' | 'call'
  | 'member' | 'state' | 'other' | 'unreadable'

/** A picture whose place on the screen is known before it loads. Sizes in CSS pixels of the original, 0 when the sender did not say. */
export type Picture = {
  readonly url: string
  readonly thumbnailUrl: string
  readonly width: number
  readonly height: number
  readonly blurhash: string | null
}

export type Attachment = {
  readonly name: string
  /** Bytes; null when the sender did not say. */
  readonly size: number | null
  readonly mimetype: string
  readonly picture: Picture | null
  /** Milliseconds, for audio, voice and video. */
  readonly duration: number | null
  readonly caption: Body | null
}

/** A change of the room told in one line; words and plurals are the reader's side's business. */
export type Line =
  | {
      readonly what: 'joined' | 'left' | 'invited' | 'banned' | 'unbanned' | 'kicked' | 'knocked' | 'rejected-invite' | 'withdrew-invite'
      readonly target: Person
      readonly reason: string
    }
  | { readonly what: 'renamed'; readonly target: Person; readonly from: string; readonly to: string }
  | { readonly what: 'avatar'; readonly target: Person }
  | { readonly what: 'room-created' | 'room-avatar' | 'encryption-on' | 'pinned' | 'power-levels' | 'tombstone' | 'server-acl' }
  | { readonly what: 'room-name' | 'topic' | 'join-rule' | 'history-visibility' | 'guest-access' | 'alias'; readonly value: string }
  | { readonly what: 'unchanged-member'; readonly target: Person }
  /** The honest fallback: something of this type happened that this version does not show. */
  | { readonly what: 'other'; readonly eventType: string }

export type RowContent =
  | { readonly type: 'text'; readonly body: Body; readonly isOnlyEmoji: boolean }
  | { readonly type: 'attachment'; readonly attachment: Attachment }
  | { readonly type: 'line'; readonly line: Line }
  | { readonly type: 'redacted'; readonly by: Person | null; readonly reason: string }
  /** Malformed or not decrypted: `reason` in words. */
  | { readonly type: 'unreadable'; readonly reason: string }
  /** History is missing here; it is fetched when it comes on the screen. */
  | { readonly type: 'gap'; readonly state: 'loading' | 'waiting' | 'failed'; readonly reason: string | null }

export type Reaction = {
  readonly key: string
  readonly count: number
  readonly mine: boolean
  /** The first few who reacted, for a tooltip. */
  readonly people: readonly string[]
}

export type ReplyPreview = {
  readonly eventId: EventId
  readonly sender: Person | null
  readonly kind: RowKind
  /** One line of plain text; empty when the event is not known yet or was redacted. */
  readonly text: string
  readonly state: 'known' | 'loading' | 'missing' | 'redacted'
}

/** What makes it doubtful who sent a message. */
export type ShieldCode =
  | 'key-from-elsewhere' // a backup, a file or somebody else gave the key
  | 'unknown-device' | 'unsigned-device' | 'unverified-person' | 'changed-identity' | 'other-sender'
  | 'not-encrypted' // though the room is
  | 'uncertain'

/** red: do not trust that it is from them. grey: it cannot be told for sure. `reason` in one sentence. */
export type Shield = { readonly color: 'grey' | 'red'; readonly code: ShieldCode; readonly reason: string }

export type TimelineRow = {
  /** Stable while a local echo becomes the remote event. */
  readonly key: string
  readonly roomId: RoomId
  readonly eventId: EventId | null
  readonly localId: LocalId | null
  readonly sender: Person
  readonly isMine: boolean
  /** Milliseconds since the epoch by the sender's server: for display, never for order. */
  readonly ts: number
  readonly kind: RowKind
  readonly content: RowContent
  /** The text without any format: for copying, notifications and terminals. */
  readonly plain: string
  readonly replyTo: ReplyPreview | null
  readonly thread: EventId | null
  readonly isEdited: boolean
  readonly isRedacted: boolean
  readonly mentionsMe: boolean
  readonly reactions: readonly Reaction[]
  /** Others whose read receipt stands on this row, at most 5, and how many there are. */
  readonly readBy: readonly Person[]
  readonly readByCount: number
  readonly state: 'sent' | 'sending' | 'failed'
  readonly decryption: 'none' | 'ok' | 'pending' | 'failed'
  /** Of one that is pending or failed: why, and what mends it. */
  readonly undecrypted: { readonly cause: UndecryptedCause; readonly remedy: Remedy } | null
  /** What is to be said about who sent a message of an encrypted room; null when nothing is. */
  readonly shield: Shield | null
  /** Why it is sending late, failed, or not decrypted, in words; null when all is well. */
  readonly reason: string | null
  /** Share uploaded, 0 to 1, while an attachment goes up; null otherwise. */
  readonly progress: number | null
  readonly can: { readonly edit: boolean; readonly redact: boolean; readonly react: boolean; readonly reply: boolean }
}
