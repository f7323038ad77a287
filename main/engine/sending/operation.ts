import type { TextFormat, TextStyle, Target } from '../../../preload/contract/calls/message-calls.ts'
import type { JsonRecord } from '../base/json.ts'
import type { OutboxRecord } from '../store/tables/outbox.ts'
import type { ContentUri, EventId, LocalId, RoomId, UserId } from '../../../preload/contract/ids.ts'

/**
 * Bytes to be sent as the outbox holds them: they lie in the encrypted media database under `uri`, whatever becomes of the original. Until
 * they are uploaded that is an address of our own (`media/outgoing.ts`), after an upload in the open the server's. Every step of an upload
 * is noted here before the next, so that a retry never uploads twice.
 */
export type OutgoingBytes = {
  readonly uri: ContentUri
  readonly mimetype: string
  /** Bytes. */
  readonly size: number
  /** Pixels; absent where the file is no picture. */
  readonly width?: number
  readonly height?: number
  /** What they are encrypted with (base64), noted before the first of them leaves: every attempt gives the same ciphertext. */
  readonly secret?: { readonly key: string; readonly iv: string }
  /** The `EncryptedFile` object of the event, once they are uploaded encrypted. */
  readonly encrypted?: JsonRecord
}

/** A file, and with a picture or film the small picture that stands for it. */
export type OutgoingFile = OutgoingBytes & {
  readonly name: string
  /** Milliseconds; absent where it is not known. */
  readonly duration?: number
  readonly thumbnail?: OutgoingBytes
}

/** What an event hangs on: an answered message, and the thread it belongs to. */
export type Context = { readonly replyTo?: Target; readonly thread?: EventId }

/**
 * Everything that a user can do which the server must hear of. It is what the outbox stores: plain JSON, complete in itself, so that
 * another process can carry it out after a crash. A `Target` may be the local id of an operation that waits before it.
 */
export type Operation =
  | ({
      readonly kind: 'message'
      readonly roomId: RoomId
      readonly text: string
      readonly format: TextFormat
      readonly style: TextStyle
      readonly mentions: readonly UserId[]
    } & Context)
  | ({
      readonly kind: 'file'
      readonly roomId: RoomId
      readonly file: OutgoingFile
      readonly caption?: string
      readonly isVoice: boolean
    } & Context)
  | { readonly kind: 'edit'; readonly roomId: RoomId; readonly target: Target; readonly text: string; readonly format: TextFormat }
  | { readonly kind: 'redact'; readonly roomId: RoomId; readonly target: Target; readonly reason?: string }
  | { readonly kind: 'react'; readonly roomId: RoomId; readonly target: Target; readonly key: string }
  | { readonly kind: 'read'; readonly roomId: RoomId; readonly eventId: EventId; readonly isPrivate: boolean }
  | {
      readonly kind: 'create'
      readonly name?: string
      readonly isEncrypted: boolean
      readonly isDirect: boolean
      readonly isPublic: boolean
      readonly invite: readonly UserId[]
    }
  | { readonly kind: 'join'; readonly room: string; readonly via: readonly string[] }
  | { readonly kind: 'leave'; readonly roomId: RoomId }
  | { readonly kind: 'invite'; readonly roomId: RoomId; readonly userId: UserId }

export type OperationKind = Operation['kind']

/** As the outbox stored it. */
export const operationOf = ({ input }: Pick<OutboxRecord, 'input'>): Operation => JSON.parse(input) as Operation

/** The room that an operation happens in; null where there is none yet (create), or it is named by an alias (join). */
export function roomOf(operation: Operation): RoomId | null {
  switch (operation.kind) {
    case 'create':
      return null
    case 'join':
      return operation.room.startsWith('!') ? (operation.room as RoomId) : null
    default:
      return operation.roomId
  }
}

/** What an operation needs to have happened before it: the local id among its references, if any. */
export function dependsOn(operation: Operation): LocalId | null {
  const target = 'target' in operation ? operation.target : 'replyTo' in operation ? operation.replyTo : undefined
  return target !== undefined && !target.startsWith('$') ? (target as LocalId) : null
}
