import { blocksOfState } from './block-plan.ts'
import type { Growth } from './growth.ts'
import { changeOf, joinIndex } from './membership.ts'
import type { People } from './people.ts'
import { blockLength, memberOf, type RoomFacts } from './room-facts.ts'
import { stateKeyOf, type RoomHistories } from './room-history.ts'

export const slotTypes = ['m.room.topic', 'm.room.name', 'm.room.topic', 'm.room.pinned_events'] as const

/** The type of the state event that stands at the end of a block. A room without a name is given none. */
export function slotType({ isNamed }: RoomFacts, block: number): (typeof slotTypes)[number] {
  const type = slotTypes[Math.floor(block / blocksOfState) % slotTypes.length] ?? 'm.room.topic'
  return type === 'm.room.name' && !isNamed ? 'm.room.topic' : type
}

export type StateOptions = { readonly histories: RoomHistories; readonly people: People; readonly growths: ReadonlyMap<number, Growth> }

/** Finds the event that holds for a piece of state, without going through the history. */
export class RoomStates {
  readonly #options: StateOptions

  constructor(options: StateOptions) {
    this.#options = options
  }

  /** By index; undefined when the room had no such state while its history was `end` events long. */
  indexOf(facts: RoomFacts, type: string, stateKey: string, end: number): number | undefined {
    const written = this.#options.growths.get(facts.number)?.writtenState(type, stateKey, end)
    const made = this.#madeIndex(facts, type, stateKey, end)
    return written !== undefined && written > (made ?? -1) ? written : made
  }

  /** Every piece of state beside the members. */
  otherKeys(facts: RoomFacts, end: number): readonly (readonly [type: string, stateKey: string])[] {
    const { histories, growths } = this.#options
    const keys = new Map<string, readonly [string, string]>()
    for (const { type, stateKey } of histories.preamble(facts).pieces.slice(0, end)) keys.set(stateKeyOf(type, stateKey), [type, stateKey])
    for (const type of slotTypes) keys.set(stateKeyOf(type, ''), [type, ''])
    for (const [type, stateKey] of growths.get(facts.number)?.writtenKeys(end) ?? []) keys.set(stateKeyOf(type, stateKey), [type, stateKey])
    return [...keys.values()].filter(([type, stateKey]) => type !== 'm.room.member' && this.indexOf(facts, type, stateKey, end) !== undefined)
  }

  #madeIndex(facts: RoomFacts, type: string, stateKey: string, end: number): number | undefined {
    const slot = stateKey === '' ? this.#slotIndex(facts, type, end) : undefined
    if (slot !== undefined) return slot
    const opening = this.#options.histories.preamble(facts).indices.get(stateKeyOf(type, stateKey))
    if (type !== 'm.room.member') return opening !== undefined && opening < end ? opening : undefined
    const person = this.#options.people.numberOf(stateKey)
    const member = person === undefined ? undefined : memberOf(facts, person)
    if (member === undefined) return opening !== undefined && opening < end ? opening : undefined
    const change = changeOf(facts, member)
    if (change !== undefined && change.index < end) return change.index
    const joined = joinIndex(facts, member)
    return joined < end ? joined : undefined
  }

  #slotIndex(facts: RoomFacts, type: string, end: number): number | undefined {
    if (!slotTypes.some((known) => known === type) || facts.kind === 'encrypted' || facts.kind === 'direct') return undefined
    const blocks = Math.floor((end - facts.preambleLength) / blockLength)
    for (let block = Math.floor(blocks / blocksOfState) * blocksOfState - 1; block > 0; block -= blocksOfState) {
      const index = facts.preambleLength + (block + 1) * blockLength - 1
      if (slotType(facts, block) === type && this.#options.histories.entry(facts, index).is === 'made') return index
    }
    return undefined
  }
}
