import { boolean, bytes, either, integer, list, nonEmptyText, object, oneOf, optional, text, type Guard } from '../guard.ts'
import type { GuardsOf } from '../guards-of.ts'
import { isEventId, isLocalId, isRoomId, isUserId, type EventId, type LocalId, type RoomId, type UserId } from '../ids.ts'
import type { TimelineRow } from '../rows/timeline-row.ts'
import type { Queued } from './room-calls.ts'

/** `markdown` is sent as m.text with a formatted body where it has any format; `plain` as it is. `/me` is the caller's business. */
export type TextFormat = 'plain' | 'markdown'
export type TextStyle = 'text' | 'emote' | 'notice'

/**
 * Where an attachment comes from. `picked`: the token that main gave for a file which the user chose or dropped (main replaces it by the
 * path: a window never names paths). `bytes`: pasted. `path`: from a terminal or a local program; refused from a window.
 */
export type AttachmentSource =
  | { readonly from: 'picked'; readonly fileId: string }
  | { readonly from: 'bytes'; readonly bytes: Uint8Array; readonly name: string }
  | { readonly from: 'path'; readonly path: string }

/** An event by its id, or something that still waits by its local id. */
export type Target = EventId | LocalId

export type MessageCalls = {
  /** Oldest first, at most `limit` rows before `before` (excluded); pages from the server where the store has a gap. */
  'timeline.list': {
    in: { readonly account: UserId; readonly roomId: RoomId; readonly limit: number; readonly before?: EventId }
    out: readonly TimelineRow[]
  }
  'message.send': {
    in: {
      readonly account: UserId
      readonly roomId: RoomId
      readonly text: string
      readonly format: TextFormat
      readonly style?: TextStyle
      readonly replyTo?: Target
      readonly thread?: EventId
      readonly mentions?: readonly UserId[]
    }
    out: Queued
  }
  'message.sendFile': {
    in: {
      readonly account: UserId
      readonly roomId: RoomId
      readonly source: AttachmentSource
      /** A small picture that stands for a large one or for a film (at most 1 MB): PNG, JPEG or WebP. */
      readonly thumbnail?: Uint8Array
      readonly caption?: string
      readonly isVoice?: boolean
      readonly replyTo?: Target
      readonly thread?: EventId
    }
    out: Queued
  }
  /** Own messages only; what still waits is changed where it waits. */
  'message.edit': {
    in: { readonly account: UserId; readonly target: Target; readonly text: string; readonly format: TextFormat; readonly roomId?: RoomId }
    out: Queued
  }
  /** Takes back; what still waits is cancelled. */
  'message.redact': {
    in: { readonly account: UserId; readonly target: Target; readonly reason?: string; readonly roomId?: RoomId }
    out: Queued
  }
  'message.react': {
    in: { readonly account: UserId; readonly target: Target; readonly key: string; readonly roomId?: RoomId }
    out: Queued
  }
  /** Takes back my reaction with that key. */
  'message.unreact': {
    in: { readonly account: UserId; readonly target: Target; readonly key: string; readonly roomId?: RoomId }
    out: Queued
  }
  /**
   * Saves an attachment, decrypted, at `path`, in place of an older file: whole or not at all. For terminals and local programs; refused
   * from a window (`app.saveAttachment`).
   */
  'message.download': {
    in: { readonly account: UserId; readonly target: Target; readonly path: string; readonly roomId?: RoomId }
    out: { readonly size: number; readonly mimetype: string }
  }
  /** The event as the server sent it, for "view source": JSON text. */
  'message.source': {
    in: { readonly account: UserId; readonly eventId: EventId; readonly roomId?: RoomId }
    out: { readonly json: string }
  }
}

const account = isUserId
const roomId = isRoomId
const target: Guard<Target> = either(isEventId, isLocalId)
const format = oneOf('plain', 'markdown')
const largestPaste = 256 * 1024 * 1024
const largestThumbnail = 1024 * 1024

const source: Guard<AttachmentSource> = either(
  object<Extract<AttachmentSource, { from: 'picked' }>>({ from: oneOf('picked'), fileId: nonEmptyText(64) }),
  either(
    object<Extract<AttachmentSource, { from: 'bytes' }>>({ from: oneOf('bytes'), bytes: bytes(largestPaste), name: nonEmptyText(255) }),
    object<Extract<AttachmentSource, { from: 'path' }>>({ from: oneOf('path'), path: nonEmptyText(4096) }),
  ),
)

export const messageGuards: GuardsOf<MessageCalls> = {
  'timeline.list': object<MessageCalls['timeline.list']['in']>({ account, roomId, limit: integer(1, 10_000), before: optional(isEventId) }),
  'message.send': object<MessageCalls['message.send']['in']>({
    account,
    roomId,
    text: nonEmptyText(),
    format,
    style: optional(oneOf('text', 'emote', 'notice')),
    replyTo: optional(target),
    thread: optional(isEventId),
    mentions: optional(list(isUserId, 1000)),
  }),
  'message.sendFile': object<MessageCalls['message.sendFile']['in']>({
    account,
    roomId,
    source,
    thumbnail: optional(bytes(largestThumbnail)),
    caption: optional(text()),
    isVoice: optional(boolean),
    replyTo: optional(target),
    thread: optional(isEventId),
  }),
  'message.edit': object<MessageCalls['message.edit']['in']>({ account, target, text: nonEmptyText(), format, roomId: optional(roomId) }),
  'message.redact': object<MessageCalls['message.redact']['in']>({
    account,
    target,
    reason: optional(text(4096)),
    roomId: optional(roomId),
  }),
  'message.react': object<MessageCalls['message.react']['in']>({ account, target, key: nonEmptyText(255), roomId: optional(roomId) }),
  'message.unreact': object<MessageCalls['message.unreact']['in']>({ account, target, key: nonEmptyText(255), roomId: optional(roomId) }),
  'message.download': object<MessageCalls['message.download']['in']>({ account, target, path: nonEmptyText(4096), roomId: optional(roomId) }),
  'message.source': object<MessageCalls['message.source']['in']>({ account, eventId: isEventId, roomId: optional(roomId) }),
}
