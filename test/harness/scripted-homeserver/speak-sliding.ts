import type { Json, ScriptedRoom } from './scripted-room.ts'
import type { World } from './world.ts'

/** What a connection has told of a room: up to when, and with what limit of its timeline. */
type ToldRoom = { readonly at: number; readonly limit: number }

/** What a connection has told: the rooms, and up to when. Made anew for each answer, so that an answer can be asked for twice. */
export type Told = { readonly at: number; readonly rooms: ReadonlyMap<string, ToldRoom> }

export const nothingTold: Told = { at: 0, rooms: new Map() }

type Config = { readonly timeline_limit: number }
export type SlidingBody = {
  readonly lists?: { readonly [name: string]: Config & { readonly ranges: readonly (readonly [number, number])[] } }
  readonly room_subscriptions?: { readonly [roomId: string]: Config }
  readonly extensions?: { readonly to_device?: { readonly since?: string } }
}

/** An answer of MSC4186 in the unstable form, and what the connection has told with it. */
export function speakSliding(world: World, body: SlidingBody, told: Told): { readonly answer: Json; readonly told: Told } {
  const now = world.now
  const visible = [...world.rooms.values()].filter((room) => isVisible(room, now, told)).sort((one, other) => other.latest - one.latest)
  const limits = new Map<ScriptedRoom, number>()
  for (const { ranges, timeline_limit: limit } of Object.values(body.lists ?? {})) {
    for (const [first, last] of ranges) for (const room of visible.slice(first, last + 1)) limits.set(room, limit)
  }
  for (const [roomId, { timeline_limit: limit }] of Object.entries(body.room_subscriptions ?? {})) {
    const room = visible.find((one) => one.roomId === roomId)
    if (room) limits.set(room, Math.max(limit, limits.get(room) ?? 0))
  }
  const rooms = new Map(told.rooms)
  const answers: Record<string, Json> = {}
  const extensions = { account_data: new Map<string, unknown>(), receipts: new Map<string, unknown>(), typing: new Map<string, unknown>() }
  for (const [room, limit] of limits) {
    const { at: since, limit: toldLimit } = told.rooms.get(room.roomId) ?? { at: 0, limit: 0 }
    rooms.set(room.roomId, { at: now, limit: Math.max(limit, toldLimit) })
    // A larger limit brings what was left out, although nothing is new.
    const isExpanded = since > 0 && limit > toldLimit
    if (room.latest > since || isExpanded) answers[room.roomId] = tell(room, { since, now, limit, isExpanded })
    const accountData = room.accountData(since, now)
    if (accountData.length > 0) extensions.account_data.set(room.roomId, accountData)
    const [receipts, typing] = [room.receipts(since, now), room.typing(since, now)]
    if (receipts) extensions.receipts.set(room.roomId, receipts)
    if (typing) extensions.typing.set(room.roomId, typing)
  }
  const deviceSince = Number(body.extensions?.to_device?.since ?? 0)
  return {
    told: { at: now, rooms },
    answer: {
      lists: Object.fromEntries(Object.keys(body.lists ?? {}).map((name) => [name, { count: visible.length }])),
      rooms: answers,
      extensions: {
        to_device: { next_batch: String(now), events: world.since(world.toDeviceLog, deviceSince) },
        account_data: { global: world.since(world.accountDataLog, told.at), rooms: Object.fromEntries(extensions.account_data) },
        receipts: { rooms: Object.fromEntries(extensions.receipts) },
        typing: { rooms: Object.fromEntries(extensions.typing) },
      },
    },
  }
}

/** Rooms that I left myself are told of once, and only to a connection that knew them. */
function isVisible(room: ScriptedRoom, now: number, told: Told): boolean {
  const membership = room.membershipAt(now)
  if (membership === undefined) return false
  if (membership !== 'leave') return true
  return told.rooms.has(room.roomId) && room.latest > (told.rooms.get(room.roomId)?.at ?? 0)
}

type Telling = { readonly since: number; readonly now: number; readonly limit: number; readonly isExpanded: boolean }

function tell(room: ScriptedRoom, { since, now, limit, isExpanded }: Telling): Json {
  const membership = room.membershipAt(now)
  if (membership === 'invite' || membership === 'knock') return { initial: since === 0, invite_state: room.stripped, ...noCounts }
  const isInitial = since === 0 || room.membershipAt(since) !== 'join' && membership === 'join'
  const from = isInitial ? 0 : since
  const { events, isLimited, prevBatch } = room.timeline(isExpanded ? 0 : from, now, limit)
  const heroes = room.stateAt(now).has('m.room.name\0') ? [] : room.present(now, 'join').filter((userId) => userId !== room.me)
  return {
    ...(isInitial ? { initial: true } : {}),
    ...(isExpanded ? { unstable_expanded_timeline: true } : {}),
    ...noCounts,
    required_state: room.stateChanges(from, now),
    timeline: events,
    limited: isLimited,
    prev_batch: prevBatch,
    ...(membership === 'join' ? { joined_count: room.present(now, 'join').length, invited_count: room.present(now, 'invite').length } : {}),
    ...(heroes.length > 0 ? { heroes: heroes.slice(0, 5).map((userId) => ({ user_id: userId })) } : {}),
  }
}

// What the only server that speaks this gives, whatever is unread.
const noCounts = { notification_count: 0, highlight_count: 0 }
