import { crowd } from './people.ts'
import type { Language } from './vocabulary.ts'

export type RoomKind = 'group' | 'direct' | 'space' | 'encrypted'

/**
 * What is fixed of a room from the start; everything that happened in it follows from this, the seed and an event's index. Its history begins
 * with the preamble (how it was made) and goes on in blocks of `blockLength` events.
 */
export type RoomFacts = {
  /** By activity: room 0 has the most events. */
  readonly number: number
  readonly roomId: string
  readonly kind: RoomKind
  readonly isInvite: boolean
  readonly isNamed: boolean
  readonly language: Language
  /** Members beside me: the member `n` is the person `first + n × step`, modulo the crowd. */
  readonly memberCount: number
  readonly firstPerson: number
  readonly personStep: number
  /** Members who were there from the beginning; the others come in the blocks, so many in each. */
  readonly openingMembers: number
  readonly joinsPerBlock: number
  readonly preambleLength: number
  /** How many events there are before anything happens live. */
  readonly length: number
  /** Of the last of them, in milliseconds since the epoch, and the time between two. */
  readonly lastTs: number
  readonly stepMs: number
  /** Of a space: its rooms and spaces, by number. */
  readonly children: readonly number[]
  readonly parent: number | undefined
  readonly tag: 'm.favourite' | 'm.lowpriority' | undefined
  /** The last event that I have read. */
  readonly readIndex: number
}

export const blockLength = 64

type Company = Pick<RoomFacts, 'firstPerson' | 'personStep'>

export const personOf = ({ firstPerson, personStep }: Company, member: number): number => (firstPerson + member * personStep) % crowd

/** The member who is this person, or undefined when they are not among the members. */
export function memberOf(facts: RoomFacts, person: number): number | undefined {
  const distance = (person - facts.firstPerson + crowd) % crowd
  const member = (distance * inverse(facts.personStep)) % crowd
  return member < facts.memberCount ? member : undefined
}

/** By Euclid: `step × inverse ≡ 1` modulo the crowd, which is a prime. */
function inverse(step: number): number {
  let [remainder, next, factor, nextFactor] = [crowd, step % crowd, 0, 1]
  while (next !== 0) {
    const quotient = Math.floor(remainder / next)
    ;[remainder, next] = [next, remainder - quotient * next]
    ;[factor, nextFactor] = [nextFactor, factor - quotient * nextFactor]
  }
  return (factor + crowd) % crowd
}
