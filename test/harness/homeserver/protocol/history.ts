import type { Reader } from '../world/aggregations.ts'
import { readEventId } from '../world/ids.ts'
import type { RoomFacts } from '../world/room-facts.ts'
import type { World } from '../world/world.ts'
import { arrayPieces, notFound, ok, refused, type Answer, type AskedByDevice } from './answer.ts'
import type { Device } from './devices.ts'
import { sealStretch } from './sealing.ts'
import type { Service } from './service.ts'
import { peopleIn, readToken, stateOf, tokenOf, type Stretch } from './telling.ts'
import { isLazyFilter } from './v2-filter.ts'

type InRoom = AskedByDevice & { readonly facts: RoomFacts }

/** Answers for a room that the device is in. */
export function inRoom(service: Service, asked: AskedByDevice, answer: (asked: InRoom) => Answer | Promise<Answer>): Answer | Promise<Answer> {
  const facts = service.world.room(asked.params['roomId'] ?? '')
  const isHere = facts !== undefined && !facts.isInvite && asked.device.canSee(facts)
  return isHere ? answer({ ...asked, facts }) : refused(403, 'M_FORBIDDEN', 'You are not in this room')
}

export const readerOf = (device: Device): Reader => ({ deviceId: device.deviceId, sealed: device.sealed.bind(device) })

const mostEvents = 1_000

/** `GET /messages`: as with Synapse, a page is without `end` only when it is empty. */
export async function messages(service: Service, { query, device, facts }: InRoom): Promise<Answer> {
  const { world } = service
  const length = world.lengthOf(facts)
  const isBack = query.get('dir') !== 'f'
  const limit = Math.max(1, Math.min(mostEvents, Number(query.get('limit') ?? 10)))
  const given = readToken(query.get('from'))
  if (query.get('from') !== null && given === undefined) return refused(400, 'M_INVALID_PARAM', 'Unknown token')
  const from = Math.min(length, given ?? (isBack ? length : 0))
  const to = readToken(query.get('to'))
  const stretch = isBack
    ? { start: Math.max(to ?? 0, from - limit, 0), end: from, isLimited: false }
    : { start: from, end: Math.min(to ?? length, from + limit, length), isLimited: false }
  await sealStretch(service, device, facts, stretch)
  const isEmpty = stretch.end <= stretch.start
  return ok(pagePieces(world, facts, { stretch, isBack, from, isEmpty, isLazy: isLazyFilter(query.get('filter')) }, readerOf(device)))
}

type PageTelling = { readonly stretch: Stretch; readonly isBack: boolean; readonly from: number; readonly isEmpty: boolean; readonly isLazy: boolean }

function* pagePieces(world: World, facts: RoomFacts, { stretch, isBack, from, isEmpty, isLazy }: PageTelling, reader: Reader): Generator<string> {
  yield `{"start":"${tokenOf(from)}"`
  if (!isEmpty) yield `,"end":"${tokenOf(isBack ? stretch.start : stretch.end)}"`
  yield ',"chunk":'
  yield* arrayPieces(inOrder(world, facts, stretch, isBack, reader))
  if (isLazy && !isEmpty) {
    yield ',"state":'
    yield* arrayPieces(membersIn(world, facts, stretch, reader))
  }
  yield '}'
}

function* inOrder(world: World, facts: RoomFacts, { start, end }: Stretch, isBack: boolean, reader: Reader) {
  for (let at = start; at < end; at += 1) {
    yield { ...world.aggregations.told(facts, isBack ? end - 1 - (at - start) : at, reader), room_id: facts.roomId }
  }
}

function membersIn(world: World, facts: RoomFacts, stretch: Stretch, reader: Reader) {
  return stateOf(world, facts, stretch.end, [...peopleIn(world, facts, stretch)].map((userId) => ['m.room.member', userId] as const), reader)
}

export async function context(service: Service, { params, query, device, facts }: InRoom): Promise<Answer> {
  const { world } = service
  const index = world.indexOf(facts, params['eventId'] ?? '')
  if (index === undefined) return notFound('The event')
  const limit = Math.max(0, Math.min(mostEvents, Number(query.get('limit') ?? 10)))
  const before = Math.floor(limit / 2)
  const stretch = { start: Math.max(0, index - before), end: Math.min(world.lengthOf(facts), index + 1 + limit - before), isLimited: false }
  await sealStretch(service, device, facts, stretch)
  const reader = readerOf(device)
  return ok({
    start: tokenOf(stretch.start),
    end: tokenOf(stretch.end),
    event: { ...world.aggregations.told(facts, index, reader), room_id: facts.roomId },
    events_before: [...inOrder(world, facts, { ...stretch, end: index }, true, reader)],
    events_after: [...inOrder(world, facts, { ...stretch, start: index + 1 }, false, reader)],
    state: isLazyFilter(query.get('filter')) ? [...membersIn(world, facts, stretch, reader)] : [],
  })
}

export async function event(service: Service, { params, device, facts }: InRoom): Promise<Answer> {
  const index = service.world.indexOf(facts, params['eventId'] ?? '')
  if (index === undefined) return notFound('The event')
  await sealStretch(service, device, facts, { start: index, end: index + 1, isLimited: false })
  return ok({ ...service.world.aggregations.told(facts, index, readerOf(device)), room_id: facts.roomId })
}

/** Newest first, in one page: an event has a few children at most. */
export async function relations(service: Service, { params, device, facts }: InRoom): Promise<Answer> {
  const { world } = service
  const place = readEventId(world.cast.seed, params['eventId'] ?? '')
  if (place?.room !== facts.number) return notFound('The event')
  await sealStretch(service, device, facts, { start: place.index, end: place.index + 1, isLimited: false })
  const children = world.aggregations.childrenOf(facts, place.index).toReversed().map((index) => world.aggregations.told(facts, index, readerOf(device)))
  const wanted = params['relationType']
  return ok({ chunk: children.filter(({ content }) => wanted === undefined || relationOf(content['m.relates_to']) === wanted) })
}

const relationOf = (relation: unknown): unknown =>
  typeof relation === 'object' && relation !== null ? Reflect.get(relation, 'rel_type') : undefined
