import type { Person } from '../../../../preload/contract/rows/person.ts'
import { isUserId, type UserId } from '../../../../preload/contract/ids.ts'
import type { Line } from '../../../../preload/contract/rows/timeline-row.ts'
import { ownString, ownValue, type JsonRecord } from '../../base/json.ts'
import { cleanName } from '../../rooms/clean-name.ts'
import type { Said } from './shown-event.ts'

/** Somebody as the room knows them. */
export type People = (userId: UserId) => Person

type What = Extract<Line, { readonly reason: string }>['what']

/** A change of somebody's membership told in one line (m.room.member has the table of what led to what); null when it makes no sense. */
export function memberLine({ stateKey, sender, content, prevContent }: Said, people: People): Line | null {
  if (!isUserId(stateKey)) return null
  const target = people(stateKey)
  const before = ownString(prevContent ?? {}, 'membership') ?? 'leave'
  const now = ownString(content, 'membership')
  if (now === 'join' && before === 'join') return profileLine(content, prevContent ?? {}, target)
  const what = membershipChange(before, now, sender === stateKey)
  return what && { what, target, reason: cleanName(ownValue(content, 'reason')) ?? '' }
}

function membershipChange(before: string, now: string | undefined, isOwn: boolean): What | null {
  switch (now) {
    case 'join': return 'joined'
    case 'invite': return 'invited'
    case 'ban': return 'banned'
    case 'knock': return 'knocked'
    case 'leave': return isOwn ? (before === 'invite' ? 'rejected-invite' : 'left') : departure(before)
    default: return null
  }
}

function departure(before: string): What {
  if (before === 'ban') return 'unbanned'
  return before === 'invite' ? 'withdrew-invite' : 'kicked'
}

function profileLine(content: JsonRecord, before: JsonRecord, target: Person): Line {
  const [from, to] = [before, content].map((one) => cleanName(ownValue(one, 'displayname')) ?? target.userId)
  if (from !== undefined && to !== undefined && from !== to) return { what: 'renamed', target, from, to }
  const isNewAvatar = ownValue(before, 'avatar_url') !== ownValue(content, 'avatar_url')
  return { what: isNewAvatar ? 'avatar' : 'unchanged-member', target }
}

type Valued = Extract<Line, { readonly value: string }>['what']
type Bare = 'room-created' | 'room-avatar' | 'encryption-on' | 'pinned' | 'power-levels' | 'tombstone' | 'server-acl'

/** What is told with a value, and the key of the content that holds it. */
const valued: ReadonlyMap<string, readonly [Valued, string]> = new Map<string, readonly [Valued, string]>([
  ['m.room.name', ['room-name', 'name']], ['m.room.topic', ['topic', 'topic']], ['m.room.join_rules', ['join-rule', 'join_rule']],
  ['m.room.history_visibility', ['history-visibility', 'history_visibility']], ['m.room.guest_access', ['guest-access', 'guest_access']],
  ['m.room.canonical_alias', ['alias', 'alias']],
])

const bare: ReadonlyMap<string, Bare> = new Map<string, Bare>([
  ['m.room.create', 'room-created'], ['m.room.avatar', 'room-avatar'], ['m.room.encryption', 'encryption-on'],
  ['m.room.pinned_events', 'pinned'], ['m.room.power_levels', 'power-levels'], ['m.room.tombstone', 'tombstone'],
  ['m.room.server_acl', 'server-acl'],
])

/** Any other change of a room's state; a type that is not known is named honestly. */
export function stateLine({ type, content }: Said): Line {
  const named = valued.get(type)
  if (named) return { what: named[0], value: cleanName(ownValue(content, named[1])) ?? '' }
  const what = bare.get(type)
  return what ? { what } : otherLine(type)
}

/** Something happened that this version does not show. */
export function otherLine(type: string): Line {
  return { what: 'other', eventType: cleanName(type) ?? '' }
}
