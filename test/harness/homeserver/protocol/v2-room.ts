import type { Reader } from '../world/aggregations.ts'
import { myUserId } from '../world/people.ts'
import type { RoomFacts } from '../world/room-facts.ts'
import type { StreamEntry } from '../world/stream.ts'
import type { World } from '../world/world.ts'
import { arrayPieces } from './answer.ts'
import {
  eventsIn, heroesOf, memberCounts, memberIndices, peopleIn, receiptContent, stateOf, tokenOf, unreadCounts, type Stretch,
} from './telling.ts'
import type { SyncFilter } from './v2-filter.ts'

/** What of a joined room is told: everything (`from` and `since` undefined), or what came after so many events and a place of the stream. */
export type JoinedTelling = {
  readonly facts: RoomFacts
  readonly filter: SyncFilter
  readonly since: number | undefined
  readonly from: number | undefined
  readonly end: number
  readonly timeline: Stretch
  readonly receipts: readonly Extract<StreamEntry, { is: 'receipt' }>[]
  readonly typing: readonly string[] | undefined
}

/** One room's entry in an answer of `/sync`, in the form that Synapse gives it. */
export function* joinedRoomPieces(world: World, telling: JoinedTelling, reader: Reader): Generator<string> {
  const { facts, since, end, timeline } = telling
  const { notifications, highlights } = unreadCounts(world, facts, end)
  const counts = memberCounts(facts)
  const heroes = facts.isNamed ? {} : { 'm.heroes': heroesOf(world, facts, end) }
  yield JSON.stringify({
    account_data: { events: world.accountData.sinceOfRoom(facts, since ?? -1) },
    ephemeral: { events: ephemeral(world, telling) },
    unread_notifications: { notification_count: notifications, highlight_count: highlights },
    summary: since === undefined ? { ...heroes, 'm.joined_member_count': counts.joined, 'm.invited_member_count': counts.invited } : {},
  }).slice(0, -1)
  yield ',"state":{"events":'
  yield* arrayPieces(stateBefore(world, telling, reader))
  yield `},"timeline":{"prev_batch":"${tokenOf(timeline.start)}","limited":${timeline.isLimited},"events":`
  yield* arrayPieces(eventsIn(world, facts, timeline, reader))
  yield '}}'
}

function ephemeral(world: World, { facts, since, receipts, typing }: JoinedTelling): readonly object[] {
  const marks = since === undefined
    ? world.readMarks.first(facts)
    : receipts.map(({ userId, index, kind }) => world.readMarks.mark(facts, userId, index, kind))
  return [
    ...(marks.length > 0 ? [{ type: 'm.receipt', content: receiptContent(world, facts, marks) }] : []),
    ...(typing === undefined ? [] : [{ type: 'm.typing', content: { user_ids: typing } }]),
  ]
}

/** State as it was where the timeline begins, as far as the client does not have it; members lazily where the filter says so. */
function* stateBefore(world: World, { facts, filter, from, timeline }: JoinedTelling, reader: Reader) {
  const { start } = timeline
  if (from === undefined) yield* stateOf(world, facts, start, world.states.otherKeys(facts, start), reader)
  // Changes in the stretch that the answer leaves out.
  else for (let index = from; index < start; index += 1) {
    const { state_key: stateKey } = world.events.plain(facts, index)
    if (stateKey !== undefined) yield world.aggregations.told(facts, index, reader)
  }
  if (!filter.isLazy && from === undefined) {
    for (const index of memberIndices(facts, start)) yield world.aggregations.told(facts, index, reader)
    return
  }
  const wanted = new Set([...peopleIn(world, facts, timeline), ...(from === undefined ? [myUserId, ...heroesOf(world, facts, start)] : [])])
  yield* stateOf(world, facts, start, [...wanted].map((userId) => ['m.room.member', userId] as const), reader)
}
