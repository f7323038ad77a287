import { isUserId, type RoomId } from '../../../preload/contract/index.ts'
import { ownString } from '../base/json.ts'
import type { Me } from '../base/me.ts'
import { applyRoomData } from '../rooms/apply-account-data.ts'
import { applyReceipts } from '../rooms/apply-receipts.ts'
import { applyState, toProfile } from '../rooms/apply-state.ts'
import { refreshSummary } from '../rooms/summary.ts'
import { markAbsent, putProfile, setMembersComplete } from '../store/tables/members.ts'
import { endSession } from '../store/tables/outbound-sessions.ts'
import { putReceipt } from '../store/tables/receipts.ts'
import { ensureRoom, putRoomFacts, readRoom } from '../store/tables/rooms.ts'
import { clearState, removeState } from '../store/tables/state.ts'
import type { Writer } from '../store/writer.ts'
import { appendEvents } from '../timeline/append.ts'
import type { PreparedEvent } from '../timeline/prepared-event.ts'
import type { PreparedHero, PreparedRoom } from './prepared-response.ts'
import { redactState } from './redact-state.ts'

/** `connection`: which of this device's connections heard of the room (`sync_position.connection`). */
export type RoomContext = { readonly me: Me; readonly now: number; readonly connection: number }

/** Stores one room's news whole: state before events, events before receipts, and the room's row last. Returns how many events were new. */
export function writeRoom(writer: Writer, news: PreparedRoom, { me, now, connection }: RoomContext): number {
  const { roomId } = news
  const room = ensureRoom(writer, roomId)
  if (isToldAnew(writer, news)) forgetState(writer, room)
  putRoomFacts(writer, room, {
    membership: news.membership ?? undefined,
    joinedCount: news.joinedCount ?? undefined,
    invitedCount: news.invitedCount ?? undefined,
    heroes: news.heroes?.map(({ userId }) => userId),
    serverUnread: news.counts?.unread,
    serverMentions: news.counts?.mentions,
    connection,
  })
  putHeroes(writer, room, news)
  for (const gone of news.removedState) forgetPiece(writer, room, gone)
  applyState(writer, { room, roomId, events: news.state })
  const added = writeTimeline(writer, { room, roomId, me }, news.timeline)
  applyRoomData(writer, { room, me, now, events: news.accountData })
  applyReceipts(writer, { room, roomId, me: me.userId, receipts: news.receipts })
  refreshSummary(writer, roomId, me, now)
  return added.length
}

/**
 * Whether what is stored of the room's state is to be dropped: the server says that it tells everything, or it tells everything because we
 * have just come in, where until now there was an invite's excerpt or what was true when we left.
 */
function isToldAnew(writer: Writer, { roomId, isReplacing, membership, state }: PreparedRoom): boolean {
  if (isReplacing) return true
  const isJoining = membership === 'join' && readRoom(writer, roomId)?.membership !== 'join'
  return isJoining && state.some(({ type, eventId }) => type === 'm.room.create' && eventId !== null)
}

/** Members stay, as names for what they wrote; but who of them is still there is no longer known. */
function forgetState(writer: Writer, room: number): void {
  clearState(writer, room)
  setMembersComplete(writer, room, false)
}

/** A membership that is gone is one that the servers no longer agree on (a state reset). */
function forgetPiece(writer: Writer, room: number, { type, stateKey }: PreparedRoom['removedState'][number]): void {
  removeState(writer, room, type, stateKey)
  if (type !== 'm.room.member' || !isUserId(stateKey)) return
  markAbsent(writer, room, stateKey)
  endSession(writer, room)
}

/** Heroes come without their member events; a room that is empty is called after people who left. */
function putHeroes(writer: Writer, room: number, { heroes, joinedCount, invitedCount }: PreparedRoom): void {
  const isAlone = joinedCount !== null && joinedCount + (invitedCount ?? 0) <= 1
  for (const { userId, displayName, avatar } of (heroes ?? []).filter(hasProfile)) {
    const membership = isAlone ? 'leave' : 'join'
    putProfile(writer, room, { userId, membership, ...toProfile(displayName, avatar), eventId: null, sender: userId, isDirect: false })
  }
}

const hasProfile = ({ displayName, avatar }: PreparedHero): boolean => displayName !== null || avatar !== null

const staying: ReadonlySet<string> = new Set(['join', 'invite', 'knock'])

const isDeparture = ({ type, stateKey, content }: PreparedEvent): boolean =>
  type === 'm.room.member' && stateKey !== null && !staying.has(ownString(content, 'membership') ?? '')

type InRoom = { readonly room: number; readonly roomId: RoomId; readonly me: Me }

function writeTimeline(writer: Writer, place: InRoom, timeline: PreparedRoom['timeline']): readonly PreparedEvent[] {
  if (timeline === null) return []
  // In a gap people come and go untold (MSC4186, "Lazy loaded memberships").
  if (timeline.limited) setMembersComplete(writer, place.room, false)
  const { added } = appendEvents(writer, { ...place, ...timeline })
  // Whoever left and came back, too, is to read nothing that was said in between.
  if (added.some(isDeparture)) endSession(writer, place.room)
  redactState(writer, { ...place, eventIds: added.flatMap(({ redacts }) => redacts ?? []) })
  const mine = added.filter(({ sender }) => sender === place.me.userId)
  // Whoever says something has read what was said before it; the server holds it so, too (client-server API, "Receiving notifications").
  for (const { eventId, thread, ts } of mine) {
    putReceipt(writer, place.room, { userId: place.me.userId, kind: 'm.read', thread: thread ?? 'main', eventId, ts })
  }
  return added
}
