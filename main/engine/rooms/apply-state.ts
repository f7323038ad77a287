/**
 * rooms: what a room is beside its timeline: state, members, name, place in the list, unread; and the rows that show them.
 * It fetches nothing but member lists (`member-loader.ts`), and it never looks at the timeline's order by itself: that is `timeline`'s.
 * - State and members hold what is true now, by the server's word; history never overwrites them.
 * - A room's row in the table `room` is derived: `refreshSummary` computes it anew from what is stored, and may be run at any time.
 */
import { isContentUri, isUserId, type EventId, type RoomId, type UserId } from '../../../preload/contract/index.ts'
import { ownBoolean, ownString, type JsonRecord } from '../base/json.ts'
import type { Writer } from '../store/writer.ts'
import { putMember, readMember, type Member } from '../store/tables/members.ts'
import { endSession } from '../store/tables/outbound-sessions.ts'
import { putState, readState } from '../store/tables/state.ts'
import { cleanName, nameKey } from './clean-name.ts'

/** A state event, or what an invite shows of one (no id, no time). A `PreparedEvent` with a state key is one. */
export type StateEvent = {
  readonly eventId: EventId | null
  readonly sender: UserId
  readonly type: string
  readonly stateKey: string | null
  readonly ts: number
  readonly content: JsonRecord
}

export type StateOf = { readonly room: number; readonly roomId: RoomId; readonly events: readonly StateEvent[] }

/** Makes `events` the room's current state, in their order; what is no state event is passed over. */
export function applyState(writer: Writer, { room, roomId, events }: StateOf): void {
  for (const event of events) {
    if (event.stateKey === null) continue
    if (event.type === 'm.room.member') applyMember(writer, { room, roomId }, event, event.stateKey)
    else putState(writer, room, { ...event, stateKey: event.stateKey })
  }
}

/** For members told along with a page of history: they may be outdated, so they are taken only where nothing is known of the person. */
export function applyOlderMembers(writer: Writer, { room, roomId, events }: StateOf): void {
  for (const event of events) {
    if (event.type !== 'm.room.member' || !isUserId(event.stateKey) || readMember(writer, room, event.stateKey) !== undefined) continue
    applyMember(writer, { room, roomId }, event, event.stateKey)
  }
}

/** A state event was redacted; `content` is what is kept of it. Does nothing when it is not the current state any more. */
export function applyRedactedState(
  writer: Writer, { room, roomId, event }: Omit<StateOf, 'events'> & { readonly event: StateEvent },
): void {
  const current = event.type === 'm.room.member' && isUserId(event.stateKey)
    ? readMember(writer, room, event.stateKey)
    : readState(writer, room, event.type, event.stateKey ?? '')
  if (current?.eventId === event.eventId) applyState(writer, { room, roomId, events: [event] })
}

type InRoom = Omit<StateOf, 'events'>

function applyMember(writer: Writer, { room, roomId }: InRoom, event: StateEvent, stateKey: string): void {
  if (!isUserId(stateKey)) return
  const before = readMember(writer, room, stateKey)
  const member = toMember(stateKey, event)
  if (before !== undefined && isSame(before, member)) return
  putMember(writer, room, member)
  if (isPresent(before) && !isPresent(member)) endSession(writer, room)
  writer.changes.members.add(roomId)
  // What rows of the timeline show of a sender, and what tells two of the same name apart.
  if (before?.name !== member.name || before.avatar !== member.avatar || before.membership !== member.membership) {
    writer.changes.timelines.add(roomId)
  }
}

/** A whole list of members is mostly what is known already. */
const isSame = (one: Member, other: Member): boolean =>
  one.eventId === other.eventId && one.membership === other.membership && one.name === other.name && one.avatar === other.avatar
  && one.sender === other.sender && one.isDirect === other.isDirect

const isPresent = (member: Member | undefined): boolean => member?.membership === 'join' || member?.membership === 'invite'

const memberships: ReadonlySet<string> = new Set(['join', 'invite', 'knock', 'leave', 'ban'])

function toMember(userId: UserId, { content, eventId, sender }: StateEvent): Member {
  const membership = ownString(content, 'membership') ?? ''
  return {
    userId,
    membership: memberships.has(membership) ? membership : 'leave',
    ...toProfile(ownString(content, 'displayname'), ownString(content, 'avatar_url')),
    eventId,
    sender,
    isDirect: ownBoolean(content, 'is_direct') ?? false,
  }
}

/** A displayname and an avatar as a server gives them, made fit to be stored and shown. */
export function toProfile(displayName: unknown, avatarUrl: unknown): Pick<Member, 'name' | 'nameKey' | 'avatar'> {
  const name = cleanName(displayName)
  return { name, nameKey: name === null ? null : nameKey(name), avatar: isContentUri(avatarUrl) ? avatarUrl : null }
}
