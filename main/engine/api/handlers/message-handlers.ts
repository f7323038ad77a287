import type { MessageCalls, Target } from '../../../../preload/contract/calls/message-calls.ts'
import type { EventId, RoomId, UserId } from '../../../../preload/contract/ids.ts'
import type { Account } from '../../account/account.ts'
import { takeAttachment, type AttachmentInput } from '../../sending/attachments.ts'
import { findMyReaction } from '../../sending/my-reaction.ts'
import type { Operation } from '../../sending/operation.ts'
import { resolveTarget } from '../../sending/targets.ts'
import { readCiphertext } from '../../store/tables/encrypted-events.ts'
import { readEvent } from '../../store/tables/events.ts'
import { readRoom, roomKey } from '../../store/tables/rooms.ts'
import type { HandlersOf } from '../answer-call.ts'
import { CallError } from '../call-error.ts'
import { findAttachment } from '../find-attachment.ts'
import { roomOfTarget } from '../find-room.ts'
import { eventSource } from '../event-source.ts'
import { listTimeline } from '../list-timeline.ts'
import type { HandlerContext } from './handler-context.ts'

type Aimed = { readonly account: UserId; readonly target: Target; readonly roomId?: RoomId }

export function messageHandlers({ profile }: HandlerContext): HandlersOf<MessageCalls> {
  /** The account, the room and the target as an operation names them: what is through goes by its event id. */
  const aim = async ({ account, target, roomId }: Aimed) => {
    const found = profile.account(account)
    const room = roomId ?? await roomOfTarget(found, target)
    return { found, roomId: room, target: found.parts.store.read((reader) => resolveTarget(reader, target)) ?? target }
  }
  const enqueue = (account: Account, operation: Operation) => ({ localId: account.parts.outbox.enqueue(operation) })
  return {
    'timeline.list': ({ account, ...query }) => listTimeline(profile.account(account), query),
    'message.send': ({ account, roomId, text, format, style = 'text', replyTo, thread, mentions = [] }) =>
      enqueue(profile.account(account), { kind: 'message', roomId, text, format, style, mentions, ...hangingOn({ replyTo, thread }) }),
    'message.sendFile': async ({ account, roomId, source, thumbnail, caption, isVoice = false, replyTo, thread }) => {
      const found = profile.account(account)
      refuseBeforeCopying(found, roomId)
      const limits = { maxBytes: await found.parts.uploadLimit(), thumbnail }
      const file = await takeAttachment(found.parts.media, attachment(source), limits)
      const words = caption === undefined ? {} : { caption }
      return enqueue(found, { kind: 'file', roomId, file, isVoice, ...words, ...hangingOn({ replyTo, thread }) })
    },
    'message.edit': async ({ text, format, ...aimed }) => {
      const { found, roomId, target } = await aim(aimed)
      return enqueue(found, { kind: 'edit', roomId, target, text, format })
    },
    'message.redact': async ({ reason, ...aimed }) => {
      const { found, roomId, target } = await aim(aimed)
      return enqueue(found, { kind: 'redact', roomId, target, ...(reason !== undefined && { reason }) })
    },
    'message.react': async ({ key, ...aimed }) => {
      const { found, roomId, target } = await aim(aimed)
      return enqueue(found, { kind: 'react', roomId, target, key })
    },
    'message.unreact': async ({ key, ...aimed }) => {
      const { found, roomId, target } = await aim(aimed)
      return enqueue(found, { kind: 'redact', roomId, target: myReaction(found, { roomId, target, key }) })
    },
    'message.download': async ({ account, target, path, roomId }) => {
      const found = profile.account(account)
      const room = roomId ?? await roomOfTarget(found, target)
      return found.parts.media.saveTo(found.parts.store.read((reader) => findAttachment(reader, room, target)), path)
    },
    'message.source': async ({ account, eventId, roomId }) => {
      const found = profile.account(account)
      return { json: sourceOf(found, roomId ?? await roomOfTarget(found, eventId), eventId) }
    },
  }
}

const hangingOn = ({ replyTo, thread }: { readonly replyTo: Target | undefined; readonly thread: EventId | undefined }) =>
  ({ ...(replyTo !== undefined && { replyTo }), ...(thread !== undefined && { thread }) })

/** A large file is not copied for a room that will not have it; the outbox decides once more. */
function refuseBeforeCopying({ parts: { store } }: Account, roomId: RoomId): void {
  const room = store.read((reader) => readRoom(reader, roomId))
  if (room === undefined) throw new CallError('not-found', 'There is no such room in this account.')
}

function attachment(source: MessageCalls['message.sendFile']['in']['source']): AttachmentInput {
  // Main replaces the tokens that it gave to a window; nobody else has any.
  if (source.from === 'picked') throw new CallError('bad-input', 'This file is not known any more: choose it again.')
  return source
}

type Reacted = { readonly roomId: RoomId; readonly target: Target; readonly key: string }

function myReaction({ me, parts: { store } }: Account, of: Reacted): Target {
  const mine = store.read((reader) => findMyReaction(reader, { ...of, me: me.userId }))
  if (mine === null) throw new CallError('not-found', 'There is no such reaction of yours on this message.')
  return mine
}

/** As the server sent it, indented for reading; of one that was decrypted both what it says and how it came. */
function sourceOf({ parts: { store } }: Account, roomId: RoomId, eventId: EventId): string {
  const found = store.read((reader) => {
    const room = roomKey(reader, roomId)
    const event = room === undefined ? undefined : readEvent(reader, room, eventId)
    return event && { json: event.json, ciphertext: readCiphertext(reader, event.event) }
  })
  if (found === undefined) throw new CallError('not-found', 'There is no such message on this computer.')
  return eventSource(found.json, found.ciphertext)
}
