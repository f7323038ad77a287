import { planBlock, type BlockPlan, type Role } from './block-plan.ts'
import type { Growth, Written } from './growth.ts'
import { Lru } from './lru.ts'
import { preambleOf, type Cast, type StatePiece } from './preamble.ts'
import { blockLength, type RoomFacts } from './room-facts.ts'

/** What stands at an index of a room's history. */
export type Entry =
  | { readonly is: 'preamble'; readonly piece: StatePiece }
  | { readonly is: 'written'; readonly written: Written }
  | { readonly is: 'made'; readonly role: Role; readonly block: number; readonly place: number; readonly plan: BlockPlan }

type Preamble = { readonly pieces: readonly StatePiece[]; readonly indices: ReadonlyMap<string, number> }

export const stateKeyOf = (type: string, stateKey: string): string => `${type}\0${stateKey}`

/** Reads what each index of a room's history is, be it from the start, made live or sent by somebody. */
export class RoomHistories {
  readonly #cast: Cast
  readonly #growths: ReadonlyMap<number, Growth>
  readonly #preambles = new Lru<Preamble>(128)
  readonly #plans = new Lru<BlockPlan>(1_024)

  constructor(cast: Cast, growths: ReadonlyMap<number, Growth>) {
    this.#cast = cast
    this.#growths = growths
  }

  lengthOf(facts: RoomFacts): number {
    return this.#growths.get(facts.number)?.length ?? facts.length
  }

  preamble(facts: RoomFacts): Preamble {
    return this.#preambles.get(facts.number, () => {
      const pieces = preambleOf(this.#cast, facts)
      return { pieces, indices: new Map(pieces.map(({ type, stateKey }, index) => [stateKeyOf(type, stateKey), index])) }
    })
  }

  entry(facts: RoomFacts, index: number): Entry {
    const written = this.#growths.get(facts.number)?.written(index)
    if (written !== undefined) return { is: 'written', written }
    const piece = index < facts.preambleLength ? this.preamble(facts).pieces[index] : undefined
    if (piece !== undefined) return { is: 'preamble', piece }
    const at = index - facts.preambleLength
    const [block, place] = [Math.floor(at / blockLength), at % blockLength]
    const plan = this.#plan(facts, block)
    return { is: 'made', role: this.#roleOf(facts, index, place, plan), block, place, plan }
  }

  /** An event that points at one which somebody sent in the place of the planned one is a mere text. */
  #roleOf(facts: RoomFacts, index: number, place: number, { roles, targets }: BlockPlan): Role {
    const [role = 'text', target = -1] = [roles[place], targets[place]]
    const isWritten = target >= 0 && this.#growths.get(facts.number)?.written(index - place + target) !== undefined
    return isWritten ? 'text' : role
  }

  #plan(facts: RoomFacts, block: number): BlockPlan {
    return this.#plans.get(facts.number * 0x10000 + block, () => planBlock(this.#cast.seed, facts, block))
  }
}
