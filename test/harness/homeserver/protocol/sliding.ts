import type { RoomFacts } from '../world/room-facts.ts'
import { ok, refused, type Answer, type AskedByDevice } from './answer.ts'
import type { Position } from './connections.ts'
import type { Device } from './devices.ts'
import { newsBetween, type News } from './news.ts'
import { sealStretch } from './sealing.ts'
import type { Service } from './service.ts'
import { slidingExtensions, type Extensions } from './sliding-extensions.ts'
import { addedTo, combine, readSlidingRequest, type ListConfig, type RoomConfig, type SlidingRequest } from './sliding-request.ts'
import { slidingRoomPieces, timelineOf, type RoomTelling } from './sliding-room.ts'
import { waitForNews } from './wait.ts'

/** What an answer will hold, before anything of it is written. */
type Plan = {
  readonly next: Position
  readonly lists: ReadonlyMap<string, { readonly count: number; readonly ranges: readonly { range: readonly [number, number]; rooms: readonly RoomFacts[] }[] }>
  readonly tellings: readonly RoomTelling[]
  readonly extensions: Extensions
}

/** Simplified sliding sync, MSC4186 in the unstable form that Synapse 1.163 speaks. */
export async function slidingSync(service: Service, { query, body, device, gone }: AskedByDevice): Promise<Answer> {
  const request = readSlidingRequest(body)
  const connection = `${device.deviceId} ${request.connection}`
  const pos = query.get('pos')
  const from = pos === null ? undefined : service.connections.use(connection, pos)
  if (pos !== null && from === undefined) return refused(400, 'M_UNKNOWN_POS', 'Unknown position')
  if (pos === null) service.connections.begin(connection)
  const find = () => makePlan(service, request, device, from)
  const plan = from === undefined ? find() : await waitForNews(service, {
    find, isEmpty: ({ tellings, extensions }) => tellings.length === 0 && extensions.isEmpty, timeoutMs: Number(query.get('timeout') ?? 0), gone,
  })
  for (const telling of plan.tellings) await sealStretch(service, device, telling.facts, timelineOf(telling))
  // An answer that nobody waits for any more is not the last one that was given.
  return ok(pieces(service, plan, device, gone.aborted ? '' : service.connections.give(connection, plan.next)))
}

function makePlan(service: Service, request: SlidingRequest, device: Device, from: Position | undefined): Plan {
  const { world } = service
  const now = world.stream.now
  const visible = device.sealing === undefined ? world.order.openRooms : world.order.rooms
  const configs = new Map<RoomFacts, RoomConfig>()
  const lists = new Map([...request.lists].map(([name, list]) => {
    const rooms = Object.keys(list.filters).length === 0 ? visible : visible.filter((facts) => passes(facts, list))
    const ranges = list.ranges.map((range) => ({ range, rooms: rooms.slice(range[0], range[1] + 1) }))
    for (const one of ranges) for (const facts of one.rooms) configs.set(facts, combine(list, configs.get(facts)))
    return [name, { count: rooms.length, ranges }] as const
  }))
  for (const [roomId, config] of request.subscriptions) {
    const facts = world.room(roomId)
    if (facts !== undefined && device.canSee(facts)) configs.set(facts, combine(config, configs.get(facts)))
  }
  const news = newsBetween(world, from?.at ?? now, now)
  const { tellings, next } = tellRooms(service, { configs, news, from, now })
  const asked = new Set([...configs.keys()].map(({ number }) => number))
  return { next, lists, tellings, extensions: slidingExtensions(service, { request, device, from, news, asked, tellings }) }
}

function passes({ kind, isInvite }: RoomFacts, { filters }: ListConfig): boolean {
  const is = (filter: string, value: boolean) => typeof filters[filter] !== 'boolean' || filters[filter] === value
  return is('is_dm', kind === 'direct') && is('is_encrypted', kind === 'encrypted') && is('is_invite', isInvite)
}

type Wanted = { readonly configs: ReadonlyMap<RoomFacts, RoomConfig>; readonly news: News; readonly from: Position | undefined; readonly now: number }

function tellRooms({ world }: Service, { configs, news, from, now }: Wanted): { readonly tellings: readonly RoomTelling[]; readonly next: Position } {
  const told = from?.told.slice() ?? new Uint16Array(world.rooms.length)
  const lagging = new Map(from?.lagging)
  const required = new Map(from?.required)
  const tellings: RoomTelling[] = []
  const isAsked = new Set([...configs.keys()].map(({ number }) => number))
  for (const number of news.events) if (told[number] !== 0 && !isAsked.has(number) && !lagging.has(number)) lagging.set(number, from?.at ?? 0)
  for (const [facts, config] of configs) {
    const { number } = facts
    const before = told[number] ?? 0
    const isExpanded = before > 0 && !facts.isInvite && config.limit >= before
    const added = before > 0 && !facts.isInvite ? addedTo(required.get(number) ?? [], config.required) : []
    if (before > 0 && !isExpanded && added.length === 0 && !news.events.has(number) && !lagging.has(number)) continue
    tellings.push({
      facts, config, isExpanded, added,
      since: before > 0 ? world.lengthOf(facts, lagging.get(number) ?? from?.at ?? 0) : undefined,
      end: world.lengthOf(facts, now),
      liveFrom: from === undefined ? Infinity : world.lengthOf(facts, from.at),
    })
    told[number] = Math.max(before, config.limit + 1)
    if (before === 0 || added.length > 0) required.set(number, config.required)
    lagging.delete(number)
  }
  return { tellings, next: { at: now, told, required, lagging } }
}

function* pieces({ world }: Service, { lists, tellings, extensions }: Plan, device: Device, pos: string): Generator<string> {
  yield `{"pos":${JSON.stringify(pos)},"lists":{`
  let comma = ''
  for (const [name, { count, ranges }] of lists) {
    // Synapse names the rooms of every range in every answer, changed or not.
    const ops = ranges.map(({ range, rooms }) => ({ op: 'SYNC', range, room_ids: rooms.map(({ roomId }) => roomId) }))
    yield `${comma}${JSON.stringify(name)}:${JSON.stringify({ count, ops })}`
    comma = ','
  }
  yield '},"rooms":{'
  comma = ''
  const reader = { deviceId: device.deviceId, sealed: device.sealed.bind(device) }
  for (const telling of tellings) {
    yield `${comma}${JSON.stringify(telling.facts.roomId)}:`
    yield* slidingRoomPieces(world, telling, reader)
    comma = ','
  }
  yield `},"extensions":${JSON.stringify(extensions.content)}}`
}
