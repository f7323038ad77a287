import { Draw } from './draw.ts'
import { isPresent } from './membership.ts'
import { myUserId, type People } from './people.ts'
import { personOf, type RoomFacts } from './room-facts.ts'
import type { Stream } from './stream.ts'

/** Who has read up to where, and when (milliseconds since the epoch). */
export type ReadMark = { readonly userId: string; readonly index: number; readonly kind: string; readonly ts: number }

const mostOthers = 12

/** Read receipts: as they were from the start, mine moved since. */
export class ReadMarks {
  readonly #seed: number
  readonly #people: People
  readonly #stream: Stream
  readonly #timeOf: (facts: RoomFacts, index: number) => number
  readonly #mine = new Map<number, number>()

  constructor({ seed, people, stream, timeOf }: {
    readonly seed: number
    readonly people: People
    readonly stream: Stream
    readonly timeOf: (facts: RoomFacts, index: number) => number
  }) {
    this.#seed = seed
    this.#people = people
    this.#stream = stream
    this.#timeOf = timeOf
  }

  /** The last event that I have read, by index. */
  mine(facts: RoomFacts): number {
    return this.#mine.get(facts.number) ?? facts.readIndex
  }

  /** As the account was found: mine, and those of the members who read lately. */
  first(facts: RoomFacts): readonly ReadMark[] {
    if (facts.isInvite) return []
    const marks = [this.mark(facts, myUserId, this.mine(facts), 'm.read')]
    const last = facts.length - 1
    for (let member = 0; member < Math.min(mostOthers, facts.memberCount); member += 1) {
      const draw = new Draw(this.#seed, 0x72656164, facts.number, member)
      const index = last - draw.zipf(Math.max(1, facts.length - facts.preambleLength))
      if (isPresent(facts, member, facts.length)) marks.push(this.mark(facts, this.#people.userId(personOf(facts, member)), index, 'm.read'))
    }
    return marks
  }

  /** Somebody read on. */
  move(facts: RoomFacts, userId: string, index: number, kind = 'm.read'): void {
    if (userId === myUserId) this.#mine.set(facts.number, Math.max(index, this.mine(facts)))
    this.#stream.add({ is: 'receipt', room: facts.number, userId, index, kind })
  }

  mark(facts: RoomFacts, userId: string, index: number, kind: string): ReadMark {
    return { userId, index, kind, ts: this.#timeOf(facts, index) + 5_000 }
  }
}
