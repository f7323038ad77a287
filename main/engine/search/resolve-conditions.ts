import { isUserId, type RoomId, type UserId } from '../../../preload/contract/ids.ts'
import type { Me } from '../base/me.ts'
import { foldText, nameKey } from '../rooms/clean-name.ts'
import { resolveRoomName } from '../rooms/rows/find-rooms.ts'
import type { Reader } from '../store/reader.ts'
import type { EventRecord } from '../store/tables/events.ts'
import { readMembersCalled } from '../store/tables/members.ts'
import { readRoomsCalled, roomKey } from '../store/tables/rooms.ts'
import type { EntryRange } from '../store/tables/search-index.ts'
import { attachedFacet, mentionFacet, roomFacet, senderFacet, threadFacet } from './facets.ts'
import { entryOf } from './index-events.ts'
import { QueryError, type Condition } from './query.ts'

/** What the operators of a query come to, with names looked up. */
export type Conditions = {
  /** Nothing can be found. */
  readonly isImpossible: boolean
  readonly range: EntryRange
  /** Groups of facets; one of each group has to be there. */
  readonly facets: readonly (readonly string[])[]
  readonly unwantedFacets: readonly string[]
  /** Facets of senders are shared by several: whether it is one of those who are meant. */
  readonly accepts: (record: Pick<EventRecord, 'sender'>) => boolean
}

type Scope = { readonly me: Me; readonly roomId: RoomId | null }

/** Throws `QueryError` for a room or a person that nobody knows. Several rooms, and several people, are one or the other. */
export function resolveConditions(reader: Reader, conditions: readonly Condition[], { me, roomId }: Scope): Conditions {
  const only = roomId === null ? null : [roomKey(reader, roomId)].filter((room) => room !== undefined)
  const wanted = conditions.filter(({ isUnwanted }) => !isUnwanted)
  const unwanted = conditions.filter(({ isUnwanted }) => isUnwanted)
  const roomsIn = (some: readonly Condition[]) => namesOf(some, 'in').map((name) => roomsCalled(reader, name))
  const rooms = roomsIn(wanted).flat()
  const people = (some: readonly Condition[]) => namesOf(some, 'from').map((name) => peopleCalled(reader, name, me, only ?? rooms))
  const [senders, others] = [people(wanted).flat(), people(unwanted).flat()]
  const facets = [
    ...(only === null ? [] : [only.map(roomFacet)]),
    ...(rooms.length === 0 ? [] : [rooms.map(roomFacet)]),
    ...(senders.length === 0 ? [] : [[...new Set(senders.map(senderFacet))]]),
    ...kindsOf(wanted).map((facet) => [facet]),
  ]
  const range = rangeOf(conditions)
  return {
    isImpossible: range.from >= range.until || facets.some(({ length }) => length === 0),
    range,
    facets,
    unwantedFacets: [...roomsIn(unwanted).flat().map(roomFacet), ...kindsOf(unwanted)],
    accepts: ({ sender }) => (senders.length === 0 || senders.includes(sender)) && !others.includes(sender),
  }
}

const namesOf = (conditions: readonly Condition[], operator: 'from' | 'in'): readonly string[] =>
  conditions.flatMap((one) => one.operator === operator ? [one.name] : [])

function kindsOf(conditions: readonly Condition[]): readonly string[] {
  return conditions.flatMap((one) => one.operator === 'has' || one.operator === 'mentions' || one.operator === 'is' ? [facetOf(one)] : [])
}

function rangeOf(conditions: readonly Condition[]): EntryRange {
  let [from, until] = [0, Number.MAX_SAFE_INTEGER]
  for (const one of conditions) {
    if (one.operator !== 'time') continue
    if (one.isUnwanted) throw new QueryError('A time cannot be left out: say what is before or after it.')
    from = Math.max(from, entryOf(one.from))
    until = Math.min(until, one.until === Infinity ? until : entryOf(one.until))
  }
  return { from, until }
}

function facetOf(condition: Extract<Condition, { readonly operator: 'has' | 'mentions' | 'is' }>): string {
  if (condition.operator === 'has') return attachedFacet[condition.kind]
  return condition.operator === 'mentions' ? mentionFacet : threadFacet
}

/** By id, alias or exact name, else whatever the case and marks of the name. */
function roomsCalled(reader: Reader, name: string): readonly number[] {
  const exact = resolveRoomName(reader, name).map((roomId) => roomKey(reader, roomId)).filter((room) => room !== undefined)
  const rooms = exact.length > 0 ? exact : readRoomsCalled(reader, foldText(name))
  if (rooms.length === 0) throw new QueryError(`There is no room "${name}" in this account: check how it is spelt.`)
  return rooms
}

/** By id, or those whose name in one of the rooms begins so (in no room in particular: in any), and whose id has that name. */
function peopleCalled(reader: Reader, name: string, me: Me, rooms: readonly number[]): readonly UserId[] {
  if (name.toLowerCase() === 'me') return [me.userId]
  if (isUserId(name)) return [name]
  const people = readMembersCalled(reader, { nameKey: nameKey(name), localpart: name.replace(/^@/u, '').toLowerCase() }, rooms)
  if (people.length === 0) throw new QueryError(`Nobody is called "${name}" here: check how it is spelt, or give a user id.`)
  return people
}
