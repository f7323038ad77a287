import type { Reader } from '../world/aggregations.ts'
import { myUserId } from '../world/people.ts'
import { personOf, type RoomFacts } from '../world/room-facts.ts'
import type { World } from '../world/world.ts'
import { arrayPieces } from './answer.ts'
import type { RoomConfig, StatePattern } from './sliding-request.ts'
import { contentOf, eventsIn, heroesOf, memberCounts, memberIndices, newest, peopleIn, stateOf, strippedState, tokenOf, type Stretch } from './telling.ts'

/** What of a room is told: everything (`since` undefined) or what came after so many of its events. `isExpanded`: more timeline than before. */
export type RoomTelling = {
  readonly facts: RoomFacts
  readonly config: RoomConfig
  readonly since: number | undefined
  readonly end: number
  readonly isExpanded: boolean
  /** State that was not asked for until now: it is told though it did not change. */
  readonly added: readonly StatePattern[]
  /** Events that the connection's last position did not have. */
  readonly liveFrom: number
}

export const timelineOf = ({ since = 0, end, config: { limit }, isExpanded }: RoomTelling): Stretch =>
  newest({ from: isExpanded ? 0 : since, end, limit })

/** One room's entry in an answer of simplified sliding sync, in the form that Synapse gives it. */
export function* slidingRoomPieces(world: World, telling: RoomTelling, reader: Reader): Generator<string> {
  const { facts, since, end } = telling
  const isInitial = since === undefined
  const head = { notification_count: 0, highlight_count: 0, bump_stamp: world.order.stampOf(facts), ...(isInitial && { initial: true }) }
  if (facts.isInvite) {
    yield JSON.stringify({ ...head, invite_state: strippedState(world, facts) })
    return
  }
  const timeline = timelineOf(telling)
  const changes = isInitial ? undefined : stateChanges(world, facts, since, end)
  yield JSON.stringify({
    ...head,
    ...(telling.isExpanded && !isInitial && { unstable_expanded_timeline: true }),
    ...shownName(world, telling, changes),
    ...(facts.kind === 'direct' && { is_dm: true }),
    limited: timeline.isLimited,
    prev_batch: tokenOf(timeline.start),
    num_live: Math.min(timeline.end - timeline.start, Math.max(0, end - telling.liveFrom)),
  }).slice(0, -1)
  yield ',"required_state":'
  yield* arrayPieces(requiredState(world, telling, { timeline, changes }, reader))
  yield ',"timeline":'
  yield* arrayPieces(eventsIn(world, facts, timeline, reader))
  yield '}'
}

type Keys = ReadonlyMap<string, readonly [type: string, stateKey: string]>

function stateChanges(world: World, facts: RoomFacts, since: number, end: number): Keys {
  const keys = new Map<string, readonly [string, string]>()
  for (let index = since; index < end; index += 1) {
    const { type, state_key: stateKey } = world.events.plain(facts, index)
    if (stateKey !== undefined) keys.set(`${type}\0${stateKey}`, [type, stateKey])
  }
  return keys
}

function shownName(world: World, { facts, end, since }: RoomTelling, changes: Keys | undefined): object {
  const isNew = (type: string) => changes === undefined || changes.has(`${type}\0`)
  const name = contentOf(world, facts, 'm.room.name', '', end)?.['name']
  const avatar = contentOf(world, facts, 'm.room.avatar', '', end)?.['url']
  const counts = memberCounts(facts)
  return {
    ...(isNew('m.room.name') && name !== undefined && { name }),
    ...(isNew('m.room.avatar') && avatar !== undefined && { avatar }),
    ...(since === undefined && { joined_count: counts.joined, invited_count: counts.invited }),
    ...(since === undefined && name === undefined && { heroes: heroFaces(world, facts, end) }),
  }
}

function heroFaces(world: World, facts: RoomFacts, end: number): readonly object[] {
  return heroesOf(world, facts, end).map((userId, member) => {
    const { displayname, avatar_url } = world.cast.people.face(world.cast.people.numberOf(userId) ?? personOf(facts, member))
    return { user_id: userId, displayname, ...(avatar_url !== undefined && { avatar_url }) }
  })
}

type Found = { readonly timeline: Stretch; readonly changes: Keys | undefined }

function* requiredState(world: World, { facts, config, end, isExpanded, added }: RoomTelling, { timeline, changes }: Found, reader: Reader) {
  const isIn = (patterns: readonly StatePattern[]) => ([type, stateKey]: StatePattern) => patterns.some(([wantedType, wantedKey]) =>
    (wantedType === '*' || wantedType === type) && (wantedKey === '*' || wantedKey === stateKey))
  const isAdded = isIn(added)
  const all = changes === undefined || added.length > 0
    ? world.states.otherKeys(facts, end) : [...changes.values()].filter(([type]) => type !== 'm.room.member')
  const others = all.filter((key) => changes === undefined || changes.has(key.join('\0')) || isAdded(key))
  yield* stateOf(world, facts, end, others.filter(isIn(config.required)), reader)
  const members = config.required.filter(([type]) => type === 'm.room.member' || type === '*').map(([, key]) => key)
  const isInitial = changes === undefined || isExpanded
  if (members.includes('*') && isInitial) {
    for (const index of memberIndices(facts, end)) yield world.aggregations.told(facts, index, reader)
    return
  }
  const wanted = new Set(members.filter((key) => key.startsWith('@')))
  if (members.includes('$ME') && (isInitial || isAdded(['m.room.member', '$ME']))) wanted.add(myUserId)
  // Lazily: whoever the timeline shows, and whoever came or went.
  if (members.includes('$LAZY')) for (const userId of peopleIn(world, facts, timeline)) wanted.add(userId)
  for (const [type, stateKey] of changes?.values() ?? []) if (type === 'm.room.member') wanted.add(stateKey)
  yield* stateOf(world, facts, end, [...wanted].map((userId) => ['m.room.member', userId] as const), reader)
}
