import type { Reader } from '../world/aggregations.ts'
import type { PlainEvent } from '../world/events.ts'
import { changeOf, countPresent, isPresent, joinIndex, myJoinIndex } from '../world/membership.ts'
import { myUserId } from '../world/people.ts'
import type { Json } from '../world/preamble.ts'
import { personOf, type RoomFacts } from '../world/room-facts.ts'
import type { World } from '../world/world.ts'

// What both dialects of sync and the history endpoints tell of a room, in the same words.

/** Indices from `start` up to, and without, `end`. `isLimited`: what was asked for begins before `start`. */
export type Stretch = { readonly start: number; readonly end: number; readonly isLimited: boolean }

/** The newest events after the first `from`, `limit` of them at most. */
export function newest({ from, end, limit }: { readonly from: number; readonly end: number; readonly limit: number }): Stretch {
  const start = Math.max(from, end - limit)
  return { start, end, isLimited: start > from }
}

export function* eventsIn(world: World, facts: RoomFacts, { start, end }: Stretch, reader: Reader): Generator<PlainEvent> {
  for (let index = start; index < end; index += 1) yield world.aggregations.told(facts, index, reader)
}

/** Who sent the events, and who came or changed in them. */
export function peopleIn(world: World, facts: RoomFacts, { start, end }: Stretch): ReadonlySet<string> {
  const people = new Set<string>()
  for (let index = start; index < end; index += 1) {
    const entry = world.histories.entry(facts, index)
    people.add(world.events.senderOf(facts, index))
    if (entry.is === 'preamble' && entry.piece.type === 'm.room.member') people.add(entry.piece.stateKey)
  }
  return people
}

/** Pieces of state that hold when the history is `end` events long; what there is none of is left out. */
export function* stateOf(
  world: World, facts: RoomFacts, end: number, keys: Iterable<readonly [type: string, stateKey: string]>, reader: Reader,
): Generator<PlainEvent> {
  for (const [type, stateKey] of keys) {
    const index = world.states.indexOf(facts, type, stateKey, end)
    if (index !== undefined) yield world.aggregations.told(facts, index, reader)
  }
}

export function contentOf(world: World, facts: RoomFacts, type: string, stateKey: string, end: number): Json | undefined {
  const index = world.states.indexOf(facts, type, stateKey, end)
  return index === undefined || world.aggregations.redactionOf(facts, index) !== undefined ? undefined : world.events.plain(facts, index).content
}

/** Indices of every member's present event, me included. */
export function* memberIndices(facts: RoomFacts, end: number): Generator<number> {
  yield myJoinIndex(facts)
  for (let member = 0; member < facts.memberCount; member += 1) {
    const change = changeOf(facts, member)
    const index = change !== undefined && change.index < end ? change.index : joinIndex(facts, member)
    if (index < end) yield index
  }
}

export const memberCounts = (facts: RoomFacts): { readonly joined: number; readonly invited: number } =>
  ({ joined: countPresent(facts) + (facts.isInvite ? 0 : 1), invited: facts.isInvite ? 1 : 0 })

/** After whom a room without a name is called. */
export function heroesOf({ cast }: World, facts: RoomFacts, end: number): readonly string[] {
  const heroes: string[] = []
  for (let member = 0; member < facts.memberCount && heroes.length < 5; member += 1) {
    if (isPresent(facts, member, end)) heroes.push(cast.people.userId(personOf(facts, member)))
  }
  return heroes
}

/** What somebody sees of a room before joining it (client-server API, "Stripped state"). */
export function strippedState(world: World, facts: RoomFacts): readonly Json[] {
  const { pieces } = world.histories.preamble(facts)
  const shown = new Set(['m.room.create', 'm.room.name', 'm.room.avatar', 'm.room.topic', 'm.room.join_rules', 'm.room.canonical_alias'])
  const strip = ({ type, stateKey, sender, content }: (typeof pieces)[number]): Json => ({ type, state_key: stateKey, sender, content })
  const [inviter] = pieces
  return [
    ...pieces.filter(({ type }) => shown.has(type)).map(strip),
    { type: 'm.room.member', state_key: myUserId, sender: inviter?.sender ?? myUserId, content: { membership: 'invite', displayname: 'Ada' } },
  ]
}

const mostCounted = 100

/** What I have not read, by the default push rules: messages of others count, and those that name me stand out. */
export function unreadCounts(world: World, facts: RoomFacts, end: number): { readonly notifications: number; readonly highlights: number } {
  let [notifications, highlights] = [0, 0]
  for (let index = Math.max(world.readMarks.mine(facts) + 1, end - mostCounted); index < end; index += 1) {
    const { type, sender, content } = world.events.plain(facts, index)
    const relation = content['m.relates_to']
    const isEdit = typeof relation === 'object' && relation !== null && 'rel_type' in relation && relation.rel_type === 'm.replace'
    if (type !== 'm.room.message' || sender === myUserId || isEdit || content['msgtype'] === 'm.notice') continue
    notifications += 1
    if (JSON.stringify(content['m.mentions'] ?? {}).includes(myUserId)) highlights += 1
  }
  return { notifications, highlights }
}

/** An m.receipt event's content: event id, then kind, then user. */
export function receiptContent(world: World, facts: RoomFacts, marks: Iterable<{ userId: string; index: number; kind: string; ts: number }>): Json {
  const content: Record<string, Record<string, Record<string, unknown>>> = {}
  for (const { userId, index, kind, ts } of marks) {
    const kinds = content[world.events.idOf(facts, index)] ??= {}
    const users = kinds[kind] ??= {}
    users[userId] = { ts }
  }
  return content
}

/** Where a page of history goes on: before the event of this index. */
export const tokenOf = (index: number): string => `t${index}`

export function readToken(token: string | null): number | undefined {
  const index = /^t(\d{1,9})$/.exec(token ?? '')?.[1]
  return index === undefined ? undefined : Number(index)
}
