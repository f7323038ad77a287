import { Draw, zipfShares } from './draw.ts'
import { roomIdOf } from './ids.ts'
import { crowd } from './people.ts'
import { preambleOf, type Cast } from './preamble.ts'
import { blockLength, type RoomFacts, type RoomKind } from './room-facts.ts'

export type RoomsPlan = {
  readonly rooms: number
  /** In all of them together, beside the events that made the rooms. */
  readonly events: number
  /** Members of the three largest rooms, as far as their history is long enough to hold so many joins. */
  readonly largestRoom: number
  /** Further rooms, with real encryption, and how many messages they have together. */
  readonly encryptedRooms: number
  readonly encryptedEvents: number
  /** When the account was last looked at, in milliseconds since the epoch. */
  readonly now: number
}

/** Who writes in encrypted rooms: the first people of the crowd. */
export const encryptedSenders = 3

const mostJoinsInBlock = 40
const sixYears = 6 * 365 * 86_400_000

/** The rooms of an account, the most active first, then those with real encryption. */
export function makeRooms(cast: Cast, plan: RoomsPlan): readonly RoomFacts[] {
  const shares = zipfShares(plan.rooms, plan.events)
  const kinds = shares.map((_, number) => kindOf(cast.seed, number, plan.rooms))
  const tree = makeTree(cast.seed, kinds)
  const usual = shares.map((share, number) => makeRoom(cast, plan, {
    number, kind: kinds[number] ?? 'group', share: Math.max(3, share), children: tree.children.get(number) ?? [], parent: tree.parents.get(number),
  }))
  const each = Math.max(1, Math.round(plan.encryptedEvents / Math.max(1, plan.encryptedRooms)))
  const encrypted = Array.from({ length: plan.encryptedRooms }, (_, at) => makeRoom(cast, plan, {
    number: plan.rooms + at, kind: 'encrypted', share: each, children: [], parent: undefined,
  }))
  return [...usual, ...encrypted]
}

function kindOf(seed: number, number: number, rooms: number): RoomKind {
  // The busiest rooms are large ones, so that there are some whatever the seed.
  if (number < 3) return 'group'
  const dice = new Draw(seed, 0x6b696e64, number).next()
  // Nobody knows a third of ten thousand rooms' people by name: of many rooms fewer are direct chats.
  const direct = rooms <= 300 ? 0.3 : (90 + 0.05 * (rooms - 300)) / rooms
  return dice < direct ? 'direct' : dice < direct + 0.02 ? 'space' : 'group'
}

type Tree = { readonly children: ReadonlyMap<number, readonly number[]>; readonly parents: ReadonlyMap<number, number> }

/** Most groups are in a space, and some spaces in the one before them. */
function makeTree(seed: number, kinds: readonly RoomKind[]): Tree {
  const spaces = kinds.flatMap((kind, number) => (kind === 'space' ? [number] : []))
  const children = new Map<number, number[]>()
  const parents = new Map<number, number>()
  for (const [number, kind] of kinds.entries()) {
    const draw = new Draw(seed, 0x74726565, number)
    const place = spaces.indexOf(number)
    const parent = kind === 'space' ? (place > 0 && draw.chance(0.3) ? spaces[place - 1] : undefined)
      : kind === 'group' && draw.chance(0.6) ? spaces[draw.below(spaces.length)] : undefined
    if (parent === undefined) continue
    parents.set(number, parent)
    children.set(parent, [...(children.get(parent) ?? []), number])
  }
  return { children, parents }
}

type Role = Pick<RoomFacts, 'number' | 'kind' | 'children' | 'parent'> & { readonly share: number }

function makeRoom(cast: Cast, plan: RoomsPlan, { share, ...role }: Role): RoomFacts {
  const { number, kind } = role
  const draw = new Draw(cast.seed, 0x66616374, number)
  const isInvite = number >= 3 && kind === 'group' && draw.chance(0.01)
  const said = kind === 'space' ? 0 : share
  const members = membersOf(draw, plan, number, kind, said)
  const draft = {
    ...role,
    roomId: roomIdOf(cast.seed, number),
    isInvite,
    isNamed: kind === 'space' || kind === 'encrypted' || (kind === 'group' && (members.memberCount > 8 || draw.chance(0.85))),
    language: draw.pick(['north', 'north', 'south', 'south', 'cyrillic', 'greek', 'han']),
    ...members,
    firstPerson: kind === 'encrypted' ? 0 : draw.below(crowd),
    personStep: kind === 'encrypted' ? 1 : 1 + draw.below(crowd - 1),
    tag: tagOf(draw),
  }
  const preambleLength = preambleOf(cast, draft).length
  const length = preambleLength + said
  // The busier a room, the more lately somebody was there.
  const ageMs = Math.min(sixYears / 2, 20_000 * (number + 0.2) ** 1.5 * (0.5 + draw.next()))
  const stepMs = Math.max(1, Math.floor(Math.min(30_000 * (number + 1) ** 0.8, sixYears / 2 / length)))
  const unread = draw.chance(0.2) ? draw.below(Math.min(40, said)) : 0
  return {
    ...draft, preambleLength, length, lastTs: Math.floor(plan.now - ageMs), stepMs, readIndex: length - 1 - Math.max(0, unread),
  }
}

type Members = Pick<RoomFacts, 'memberCount' | 'openingMembers' | 'joinsPerBlock'>

function membersOf(draw: Draw, { largestRoom }: RoomsPlan, number: number, kind: RoomKind, said: number): Members {
  if (kind === 'direct') return { memberCount: 1, openingMembers: 1, joinsPerBlock: 0 }
  if (kind === 'encrypted') return { memberCount: encryptedSenders, openingMembers: encryptedSenders, joinsPerBlock: 0 }
  const blocks = Math.floor(said / blockLength)
  const wanted = number < 3 ? largestRoom : Math.min(2_000, Math.floor(2.5 / (1 - draw.next()) ** 0.9))
  const openingMembers = Math.min(6, wanted)
  const memberCount = Math.min(wanted, openingMembers + mostJoinsInBlock * blocks, crowd)
  const joinsPerBlock = blocks === 0 ? 0 : Math.ceil((memberCount - openingMembers) / blocks)
  return { memberCount, openingMembers, joinsPerBlock }
}

function tagOf(draw: Draw): RoomFacts['tag'] {
  const dice = draw.next()
  return dice < 0.01 ? 'm.favourite' : dice < 0.04 ? 'm.lowpriority' : undefined
}
