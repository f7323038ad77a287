import type { Json, ScriptedRoom } from './scripted-room.ts'
import type { World } from './world.ts'

/** The answer of `GET /sync` to somebody who has read up to `since` (0: nothing). Members come with the state, not lazily. */
export function speakV2(world: World, since: number, limit: number): Json {
  const sections: Record<'join' | 'invite' | 'knock' | 'leave', Record<string, Json>> = { join: {}, invite: {}, knock: {}, leave: {} }
  for (const room of world.rooms.values()) {
    const [before, now] = [room.membershipAt(since), room.membershipAt(world.now)]
    if (now === 'join') put(sections.join, room.roomId, joined(room, before === 'join' ? since : 0, since, world.now, limit))
    else if ((now === 'invite' || now === 'knock') && before !== now) {
      sections[now][room.roomId] = { [`${now}_state`]: { events: room.stripped } }
    }
    else if (since > 0 && now !== before && before !== undefined) put(sections.leave, room.roomId, left(room, since, world.now, limit))
  }
  return {
    next_batch: `v${world.now}`,
    rooms: sections,
    account_data: { events: world.since(world.accountDataLog, since) },
    to_device: { events: world.since(world.toDeviceLog, since) },
  }
}

function put(section: Record<string, Json>, roomId: string, room: Json | undefined): void {
  if (room !== undefined) section[roomId] = room
}

function history(room: ScriptedRoom, since: number, now: number, limit: number): Json {
  const { events, isLimited, prevBatch } = room.timeline(since, now, limit)
  const inTimeline = new Set(events)
  return {
    timeline: { events, limited: isLimited, prev_batch: prevBatch },
    state: { events: room.stateChanges(since, now).filter((event) => !inTimeline.has(event)) },
  }
}

function joined(room: ScriptedRoom, from: number, since: number, now: number, limit: number): Json | undefined {
  const ephemeral = [room.receipts(from, now), room.typing(from, now)].filter((event) => event !== undefined)
  const accountData = room.accountData(from, now)
  if (room.latest <= since && ephemeral.length + accountData.length === 0) return undefined
  const heroes = [
    ...room.present(now, 'join'), ...room.present(now, 'invite'), ...room.present(now, 'leave'),
  ].filter((userId) => userId !== room.me)
  return {
    ...history(room, from, now, limit),
    summary: {
      'm.heroes': heroes.slice(0, 5),
      'm.joined_member_count': room.present(now, 'join').length,
      'm.invited_member_count': room.present(now, 'invite').length,
    },
    ephemeral: { events: ephemeral },
    account_data: { events: accountData },
  }
}

const left = (room: ScriptedRoom, since: number, now: number, limit: number): Json =>
  ({ ...history(room, since, now, limit), account_data: { events: [] } })
