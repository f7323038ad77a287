import type { Events, PlainEvent } from './events.ts'
import type { Growth } from './growth.ts'
import type { Json } from './preamble.ts'
import type { RoomFacts } from './room-facts.ts'
import type { RoomHistories } from './room-history.ts'

export type AggregationsOptions = { readonly events: Events; readonly histories: RoomHistories; readonly growths: ReadonlyMap<number, Growth> }

/** Who is told. `sealed`: what this device gets in the place of a message in a room with real encryption. */
export type Reader = { readonly deviceId: string; readonly sealed: (facts: RoomFacts, index: number) => Json }

/** Tells an event as the server does: with its newest edit and its thread, and emptied where it was taken back. */
export class Aggregations {
  readonly #events: Events
  readonly #histories: RoomHistories
  readonly #growths: ReadonlyMap<number, Growth>

  constructor({ events, histories, growths }: AggregationsOptions) {
    this.#events = events
    this.#histories = histories
    this.#growths = growths
  }

  told(facts: RoomFacts, index: number, reader: Reader): PlainEvent {
    const redaction = this.redactionOf(facts, index)
    if (redaction !== undefined) {
      const because = this.#plain(facts, redaction, reader)
      return { ...this.#plain(facts, index, reader), content: {}, unsigned: { redacted_by: because.event_id, redacted_because: because } }
    }
    const plain = this.#plain(facts, index, reader)
    const by = this.#growths.get(facts.number)?.written(index)?.by
    const relations = this.#relations(facts, index, reader)
    return {
      ...plain,
      unsigned: {
        membership: 'join', ...plain.unsigned,
        ...(relations && { 'm.relations': relations }),
        ...(by !== undefined && by.deviceId === reader.deviceId && { transaction_id: by.txnId }),
      },
    }
  }

  /** The event that took this one back, by index. */
  redactionOf(facts: RoomFacts, index: number): number | undefined {
    const written = this.#growths.get(facts.number)?.redactionOf(index)
    if (written !== undefined) return written
    const entry = this.#histories.entry(facts, index)
    if (entry.is !== 'made') return undefined
    const place = entry.plan.redactedBy[entry.place] ?? -1
    const later = index - entry.place + place
    return place !== -1 && this.#isMade(facts, later) ? later : undefined
  }

  /** Edits, reactions, redactions and replies in its thread, by index, oldest first. */
  childrenOf(facts: RoomFacts, index: number): readonly number[] {
    const entry = this.#histories.entry(facts, index)
    if (entry.is !== 'made') return []
    const children: number[] = []
    for (const [place, target] of entry.plan.targets.entries()) {
      const child = index - entry.place + place
      if (target === entry.place && this.#isMade(facts, child)) children.push(child)
    }
    return children
  }

  #relations(facts: RoomFacts, index: number, reader: Reader): Json | undefined {
    const entry = this.#histories.entry(facts, index)
    if (entry.is !== 'made') return undefined
    const { plan, place } = entry
    if (plan.editedBy[place] === -1 && plan.threadEnd[place] === -1) return undefined
    const children = this.childrenOf(facts, index)
    const having = (role: string) => children.filter((child) => plan.roles[place + child - index] === role)
    const [edit, replies] = [having('edit').at(-1), having('thread')]
    const last = replies.at(-1)
    return {
      ...(edit !== undefined && { 'm.replace': this.#plain(facts, edit, reader) }),
      ...(last !== undefined && {
        'm.thread': { latest_event: this.#plain(facts, last, reader), count: replies.length, current_user_participated: false },
      }),
    }
  }

  #plain(facts: RoomFacts, index: number, { sealed }: Reader): PlainEvent {
    const plain = this.#events.plain(facts, index)
    const isSealed = facts.kind === 'encrypted' && plain.type === 'm.room.message'
    return isSealed ? { ...plain, type: 'm.room.encrypted', content: sealed(facts, index) } : plain
  }

  #isMade(facts: RoomFacts, index: number): boolean {
    return index < this.#histories.lengthOf(facts) && this.#histories.entry(facts, index).is === 'made'
  }
}
