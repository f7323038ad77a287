import { Draw } from './draw.ts'
import { changedAt, joinedAt } from './membership.ts'
import { blockLength, type RoomFacts } from './room-facts.ts'

/** What an event is. The first of each block is always a text, so that there is something to point at. */
export type Role =
  | 'text' | 'notice' | 'emote' | 'image' | 'file'
  | 'reply' | 'thread' | 'reaction' | 'edit' | 'redaction'
  | 'join' | 'change' | 'state'

/**
 * The roles of one block's events, and which of the block each points to (-1: none). What others did to an event is here, too, so that an
 * event knows what came after it without anybody looking for it.
 */
export type BlockPlan = {
  readonly roles: readonly Role[]
  readonly targets: Int8Array
  /** The newest edit, the redaction, and the newest reply in its thread, of each event; -1: none. */
  readonly editedBy: Int8Array
  readonly redactedBy: Int8Array
  readonly threadEnd: Int8Array
}

/** State changes once in so many blocks. */
export const blocksOfState = 8

const likely: readonly (readonly [Role, number])[] = [
  ['reaction', 0.1], ['edit', 0.04], ['redaction', 0.02], ['reply', 0.07], ['thread', 0.04], ['image', 0.025], ['file', 0.005], ['notice', 0.01],
  ['emote', 0.01],
]

const said: ReadonlySet<Role> = new Set(['text', 'notice', 'emote', 'image', 'file', 'reply', 'thread'])

export const isSaid = (role: Role): boolean => said.has(role)

export function planBlock(seed: number, facts: RoomFacts, block: number): BlockPlan {
  const draw = new Draw(seed, 0x706c616e, facts.number, block)
  const roles: Role[] = []
  const none = () => new Int8Array(blockLength).fill(-1)
  const plan = { roles, targets: none(), editedBy: none(), redactedBy: none(), threadEnd: none() }
  for (let place = 0; place < blockLength; place += 1) {
    const fixed = fixedRole(facts, block, place)
    const dice = draw.next()
    const earlier = pickSaid(roles, draw)
    if (fixed !== undefined) roles.push(fixed)
    else putRole(plan, place, rollRole(dice), earlier)
  }
  return plan
}

function fixedRole(facts: RoomFacts, block: number, place: number): Role | undefined {
  if (place === 0) return 'text'
  if (joinedAt(facts, block, place) !== undefined) return 'join'
  const isFromTheStart = facts.preambleLength + block * blockLength + place < facts.length
  if (isFromTheStart && changedAt(facts, block, place) !== undefined) return 'change'
  // Rooms with real encryption keep to what can be encrypted.
  return facts.kind !== 'encrypted' && facts.kind !== 'direct' && place === blockLength - 1 && block % blocksOfState === blocksOfState - 1
    ? 'state' : undefined
}

function rollRole(dice: number): Role {
  let left = dice
  for (const [role, share] of likely) {
    if (left < share) return role
    left -= share
  }
  return 'text'
}

type Draft = { readonly roles: Role[] } & Omit<BlockPlan, 'roles'>

function putRole(plan: Draft, place: number, rolled: Role, earlier: number): void {
  const role = isPossible(plan, rolled, earlier) ? rolled : 'text'
  plan.roles.push(role)
  if (role !== 'reaction' && role !== 'edit' && role !== 'redaction' && role !== 'reply' && role !== 'thread') return
  plan.targets[place] = earlier
  if (role === 'edit') plan.editedBy[earlier] = place
  if (role === 'redaction') plan.redactedBy[earlier] = place
  if (role === 'thread') plan.threadEnd[earlier] = place
}

/** Texts only are edited; the first of a block stays; a thread has no thread within it, and nothing is taken back twice. */
function isPossible({ roles, redactedBy }: Draft, role: Role, earlier: number): boolean {
  if (!isSaid(role) || role === 'reply' || role === 'thread') {
    if (redactedBy[earlier] !== -1) return false
    if (role === 'edit') return roles[earlier] === 'text'
    if (role === 'redaction') return earlier !== 0
    if (role === 'thread') return roles[earlier] !== 'thread'
  }
  return true
}

function pickSaid(roles: readonly Role[], draw: Draw): number {
  const from = roles.length - 1 - draw.zipf(Math.max(1, roles.length))
  for (let place = from; place > 0; place -= 1) {
    const role = roles[place]
    if (role !== undefined && isSaid(role)) return place
  }
  return 0
}
