import { blockLength, type RoomFacts } from './room-facts.ts'

/** What became of a member after joining. */
export type Change = { readonly index: number; readonly kind: 'name' | 'picture' | 'leave' }

/** Where the event stands with which a member joined. */
export function joinIndex(facts: RoomFacts, member: number): number {
  const { preambleLength, openingMembers, joinsPerBlock } = facts
  if (member === 0) return 1
  if (member < openingMembers) return preambleLength - openingMembers + member
  const late = member - openingMembers
  return preambleLength + blockLength * Math.floor(late / joinsPerBlock) + 1 + (late % joinsPerBlock)
}

export const myJoinIndex = ({ preambleLength, openingMembers }: RoomFacts): number => preambleLength - openingMembers

/** Each block has one change of a member who came in the block before. */
export function changeOf(facts: RoomFacts, member: number): Change | undefined {
  const { preambleLength, openingMembers, joinsPerBlock, length } = facts
  if (member < openingMembers) return undefined
  const block = Math.floor((member - openingMembers) / joinsPerBlock) + 1
  if ((member - openingMembers) % joinsPerBlock !== (block - 1) % joinsPerBlock) return undefined
  const index = preambleLength + blockLength * block + joinsPerBlock + 1
  return index < length ? { index, kind: kindOf(block) } : undefined
}

/** The member who joined with the event at this place of a block, if one did. */
export function joinedAt(facts: RoomFacts, block: number, place: number): number | undefined {
  const { openingMembers, joinsPerBlock, memberCount } = facts
  if (place < 1 || place > joinsPerBlock) return undefined
  const member = openingMembers + block * joinsPerBlock + place - 1
  return member < memberCount ? member : undefined
}

/** The member who changed with the event at this place of a block, if one did. */
export function changedAt(facts: RoomFacts, block: number, place: number): number | undefined {
  const { openingMembers, joinsPerBlock, memberCount } = facts
  if (joinsPerBlock === 0 || block === 0 || place !== joinsPerBlock + 1) return undefined
  const member = openingMembers + (block - 1) * joinsPerBlock + ((block - 1) % joinsPerBlock)
  return member < memberCount ? member : undefined
}

/** How many of the members had come when a block began. */
export function presentAt({ openingMembers, joinsPerBlock, memberCount }: RoomFacts, block: number): number {
  return Math.min(memberCount, openingMembers + block * joinsPerBlock)
}

/** Whether the member is in the room when its history is `at` events long. */
export function isPresent(facts: RoomFacts, member: number, at: number): boolean {
  if (joinIndex(facts, member) >= at) return false
  const change = changeOf(facts, member)
  return change === undefined || change.kind !== 'leave' || change.index >= at
}

/** Members who are in the room, me excluded. */
export function countPresent(facts: RoomFacts): number {
  let left = 0
  const { openingMembers, joinsPerBlock, memberCount } = facts
  if (joinsPerBlock === 0) return memberCount
  const lastBlock = Math.ceil((memberCount - openingMembers) / joinsPerBlock)
  for (let block = 3; block <= lastBlock; block += 4) {
    const member = openingMembers + (block - 1) * joinsPerBlock + ((block - 1) % joinsPerBlock)
    if (member < memberCount && changeOf(facts, member)?.kind === 'leave') left += 1
  }
  return memberCount - left
}

function kindOf(block: number): Change['kind'] {
  return block % 4 === 3 ? 'leave' : block % 4 === 1 ? 'picture' : 'name'
}
