import { Draw } from './draw.ts'
import { changeOf, presentAt } from './membership.ts'
import { blockLength, type RoomFacts } from './room-facts.ts'

/** Who said something: me, or a member by number. Few say most. */
export function senderAt(seed: number, facts: RoomFacts, index: number): 'me' | number {
  const draw = new Draw(seed, 0x73656e64, facts.number, index)
  if (draw.chance(myShare(facts))) return 'me'
  const block = Math.floor((index - facts.preambleLength) / blockLength)
  const member = Math.floor(presentAt(facts, block) * draw.next() ** 3)
  const change = changeOf(facts, member)
  // Who has left says nothing: the room's maker, who never leaves, does.
  return change?.kind === 'leave' && change.index < index ? 0 : member
}

function myShare({ kind, memberCount }: RoomFacts): number {
  if (kind === 'encrypted') return 0
  if (kind === 'direct') return 0.45
  return memberCount < 9 ? 0.2 : 0.03
}
