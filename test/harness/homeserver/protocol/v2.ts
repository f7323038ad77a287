import type { Reader } from '../world/aggregations.ts'
import { myUserId } from '../world/people.ts'
import type { Json } from '../world/preamble.ts'
import type { RoomFacts } from '../world/room-facts.ts'
import { ok, refused, type Answer, type AskedByDevice } from './answer.ts'
import type { Device } from './devices.ts'
import { newsBetween, type News } from './news.ts'
import { sealStretch } from './sealing.ts'
import type { Service } from './service.ts'
import { newest, strippedState } from './telling.ts'
import { joinedRoomPieces, type JoinedTelling } from './v2-room.ts'
import { readFilter, type SyncFilter } from './v2-filter.ts'
import { waitForNews } from './wait.ts'

/** Where a device has read up to: a place of the stream, its messages, and whether it was shown the rooms with real encryption. */
type Since = { readonly generation: number; readonly at: number; readonly message: number; readonly isSealed: boolean }

type Plan = {
  readonly now: number
  readonly since: Since | undefined
  readonly news: News
  readonly joined: readonly JoinedTelling[]
  readonly invited: readonly RoomFacts[]
  readonly messages: { readonly events: readonly Json[]; readonly next: number }
  readonly accountData: readonly Json[]
}

/** `GET /sync`. The first answer tells of every room, and is written as it is made. */
export async function syncV2(service: Service, { query, device, gone }: AskedByDevice): Promise<Answer> {
  const written = query.get('since')
  const since = written === null ? undefined : readSince(written)
  const isKnown = since?.generation === service.connections.generation && since.at <= service.world.stream.now
  if (written !== null && !isKnown) return refused(400, 'M_INVALID_PARAM', 'Unknown since token')
  const filter = readFilter(service, query.get('filter'))
  const find = () => makePlan(service, device, { since, filter })
  const plan = since === undefined ? find() : await waitForNews(service, { find, isEmpty, timeoutMs: Number(query.get('timeout') ?? 0), gone })
  for (const { facts, timeline } of plan.joined) await sealStretch(service, device, facts, timeline)
  return ok(pieces(service, plan, device))
}

const isEmpty = ({ joined, messages, accountData }: Plan): boolean => joined.length + messages.events.length + accountData.length === 0

function readSince(token: string): Since | undefined {
  const parts = /^s(\d+)_(\d+)_(\d+)_([01])$/.exec(token)
  if (parts === null) return undefined
  return { generation: Number(parts[1]), at: Number(parts[2]), message: Number(parts[3]), isSealed: parts[4] === '1' }
}

function makePlan(
  { world, typing }: Service, device: Device, { since, filter }: { readonly since: Since | undefined; readonly filter: SyncFilter },
): Plan {
  const now = world.stream.now
  const news = newsBetween(world, since?.at ?? now, now)
  const isNew = (facts: RoomFacts) => since === undefined || (facts.kind === 'encrypted' && !since.isSealed)
  const hasNews = ({ number }: RoomFacts) =>
    news.events.has(number) || news.receipts.has(number) || news.typing.has(number) || news.roomData.has(number)
  const told = world.rooms.filter((facts) => device.canSee(facts) && (isNew(facts) || hasNews(facts)))
  return {
    now, since, news,
    joined: told.filter(({ isInvite }) => !isInvite).map((facts) => {
      const from = isNew(facts) ? undefined : world.lengthOf(facts, since?.at)
      const end = world.lengthOf(facts, now)
      return {
        facts, filter, since: isNew(facts) ? undefined : since?.at, from, end, timeline: newest({ from: from ?? 0, end, limit: filter.timelineLimit }),
        receipts: news.receipts.get(facts.number) ?? [], typing: news.typing.has(facts.number) ? typing.in(facts.number) : undefined,
      }
    }),
    invited: since === undefined ? told.filter(({ isInvite }) => isInvite) : [],
    messages: device.messages(since?.message ?? 0, 100),
    accountData: since === undefined ? world.accountData.since(-1) : news.hasData ? world.accountData.since(since.at) : [],
  }
}

function* pieces({ world, connections }: Service, plan: Plan, device: Device): Generator<string> {
  const { now, since, joined, invited, messages, accountData } = plan
  const isSealed = device.sealing !== undefined || since?.isSealed === true
  const reader: Reader = { deviceId: device.deviceId, sealed: device.sealed.bind(device) }
  yield JSON.stringify({
    next_batch: `s${connections.generation}_${now}_${messages.next}_${isSealed ? 1 : 0}`,
    account_data: { events: accountData },
    ...(messages.events.length > 0 && { to_device: { events: messages.events } }),
    ...(since === undefined && { presence: { events: [{ type: 'm.presence', sender: myUserId, content: { presence: 'online' } }] } }),
    device_one_time_keys_count: device.keys.counts,
    device_unused_fallback_key_types: device.keys.unusedFallbacks,
  }).slice(0, -1)
  yield ',"rooms":{"join":{'
  let comma = ''
  for (const telling of joined) {
    yield `${comma}${JSON.stringify(telling.facts.roomId)}:`
    yield* joinedRoomPieces(world, telling, reader)
    comma = ','
  }
  const invites = Object.fromEntries(invited.map((facts) => [facts.roomId, { invite_state: { events: strippedState(world, facts) } }]))
  yield `},"invite":${JSON.stringify(invites)},"knock":{},"leave":{}}}`
}
