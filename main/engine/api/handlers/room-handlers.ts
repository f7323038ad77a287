import type { RoomCalls } from '../../../../preload/contract/calls/room-calls.ts'
import type { RoomId, UserId } from '../../../../preload/contract/ids.ts'
import { setTyping } from '../../matrix/typing.ts'
import { findRooms } from '../../rooms/rows/find-rooms.ts'
import { readMembers } from '../../rooms/rows/member-rows.ts'
import { listRooms } from '../../rooms/rows/room-list.ts'
import type { Operation } from '../../sending/operation.ts'
import { removeDraft, writeDraft } from '../../store/tables/drafts.ts'
import { readNewestEvent } from '../../store/tables/event-places.ts'
import { roomKey } from '../../store/tables/rooms.ts'
import type { HandlersOf } from '../answer-call.ts'
import { CallError } from '../call-error.ts'
import { findRoom, roomToJoin } from '../find-room.ts'
import type { HandlerContext } from './handler-context.ts'

/** The server forgets it after this, should we not say that we stopped. */
const typingMs = 20_000
/** More than any room has; a list for a person, not a window of one. */
const allMembers = 1_000_000

export function roomHandlers({ profile, clock, log }: HandlerContext): HandlersOf<RoomCalls> {
  const enqueue = (account: UserId, operation: Operation) => ({ localId: profile.account(account).parts.outbox.enqueue(operation) })
  const known = (account: UserId, roomId: RoomId) => {
    const found = profile.account(account)
    if (found.parts.store.read((reader) => roomKey(reader, roomId)) === undefined) {
      throw new CallError('not-found', 'There is no such room in this account.')
    }
    return found
  }
  return {
    'room.list': ({ account, filter, limit }) => {
      const { me, parts } = profile.account(account)
      return parts.store.read((reader) => listRooms(reader, { me, filter, limit }))
    },
    'room.find': ({ account, query, limit }) => {
      const { me, parts } = profile.account(account)
      return parts.store.read((reader) => findRooms(reader, { me, query, limit }))
    },
    'room.resolve': async ({ account, room }) => ({ roomId: await findRoom(profile.account(account), room) }),
    'room.create': ({ account, name, isEncrypted = false, isDirect = false, isPublic = false, invite = [] }) =>
      enqueue(account, { kind: 'create', ...(name !== undefined && { name }), isEncrypted, isDirect, isPublic, invite }),
    'room.join': async ({ account, room, via = [] }) =>
      enqueue(account, { kind: 'join', room: await roomToJoin(profile.account(account), room), via }),
    'room.leave': ({ account, roomId }) => enqueue(account, { kind: 'leave', roomId }),
    'room.invite': ({ account, roomId, userId }) => enqueue(account, { kind: 'invite', roomId, userId }),
    'room.members': async ({ account, roomId }) => {
      const { me, parts } = known(account, roomId)
      await parts.members.load(roomId)
      return parts.store.read((reader) => readMembers(reader, { me, roomId, from: 0, count: allMembers })).rows
    },
    'room.read': ({ account, roomId, upTo }) => {
      const { parts } = known(account, roomId)
      const eventId = upTo ?? parts.store.read((reader) => readNewestEvent(reader, roomId))
      if (eventId === null) throw new CallError('not-found', 'Nothing of this room is known yet that could be read.')
      return enqueue(account, { kind: 'read', roomId, eventId, isPrivate: !profile.settings.current.sendReadReceipts })
    },
    'room.typing': ({ account, roomId, isTyping }) => {
      const { me, parts } = profile.account(account)
      if (!profile.settings.current.sendTypingNotices) return {}
      // Nobody waits for it, and nothing is lost with it.
      setTyping(parts.homeserver, { roomId, userId: me.userId, typing: isTyping && { timeoutMs: typingMs } })
        .catch((error: unknown) => log.debug('A typing notice was not sent', { error }))
      return {}
    },
    'room.draft': ({ account, roomId, draft }) => {
      profile.account(account).parts.store.write((writer) => {
        if (draft === null) removeDraft(writer, roomId)
        else writeDraft(writer, { roomId, content: JSON.stringify(draft), now: clock.now() })
      })
      return {}
    },
  }
}
